/**
 * Boards for the metric names of frameworks: which tags tell a framework, and how its charts are arranged. Applied by
 * `preset.ts`. Names were read from the packages whose versions stand beside them.
 */
import type { Main } from "./goal";
import type { ChartSettings } from "./settings";

/** One chart of all tags that match one of the patterns, or of each tag by itself where it has no title. */
export interface PresetCard {
  title: string;
  tags: RegExp[];
  settings?: Partial<ChartSettings>;
}

export interface Preset {
  /** What it is for, in the framework's own spelling. */
  name: string;
  /** Each of these patterns matches a tag that the framework logs in every run. */
  signs: RegExp[];
  /** What no run of it logs, because another preset knows it better. */
  unless?: RegExp[];
  /** Title, and the charts in their order. */
  sections: [title: string, cards: PresetCard[]][];
  /** The tag whose last value stands for a run; the first that there is. */
  main: Main;
}

const LOG: Partial<ChartSettings> = { yScale: "log" };

const one = (tags: RegExp, settings?: Partial<ChartSettings>): PresetCard => ({ title: "", tags: [tags], settings });
const chart = (title: string, ...tags: RegExp[]): PresetCard => ({ title, tags });

/** What transformers' Trainer logs beside everything that is built on it (transformers 5.24.0: trainer.py, trainer_utils.py). */
const TRAINER: Preset["sections"] = [
  [
    "Optimization",
    [
      one(/^train\/grad_norm$/, LOG),
      one(/^train\/learning_rate$/),
      one(/^train\/(epoch|num_tokens|num_input_tokens_seen)$/),
    ],
  ],
  [
    "Speed",
    [
      one(/^(train|eval|test)\/([a-z_]+_)?(runtime|samples_per_second|steps_per_second|tokens_per_second)$/),
      one(/^train\/(step_time|total_flos|train_loss)$/),
    ],
  ],
];

const LOSS = chart("Loss", /^train\/loss$/, /^eval\/loss$/);
const ACCURACY = chart("Token accuracy", /^(train|eval)\/mean_token_accuracy$/);
const ENTROPY = chart("Entropy", /^(train|eval)\/entropy$/);

export const PRESETS: readonly Preset[] = [
  // trl 1.16.0: grpo_trainer.py; rloo_trainer.py logs the same.
  {
    name: "TRL GRPO",
    signs: [/^train\/reward$/, /^train\/frac_reward_zero_std$/, /^train\/completions\/mean_length$/],
    sections: [
      [
        "Reward",
        [
          chart("Reward", /^(train|eval)\/reward$/),
          one(/^(train|eval)\/reward_std$/),
          one(/^(train|eval)\/frac_reward_zero_std$/),
          one(/^(train|eval)\/rewards\/.+\/mean$/),
          one(/^(train|eval)\/rewards\/.+\/std$/),
        ],
      ],
      [
        "Completions",
        [
          chart("Length", /^train\/completions\/(mean|min|max)_length$/),
          chart("Length, terminated", /^train\/completions\/(mean|min|max)_terminated_length$/),
          one(/^train\/completions\/clipped_ratio$/),
          one(/^(train|eval)\/tools\/.+$/),
          one(/^eval\/completions\/.+$/),
        ],
      ],
      [
        "Policy",
        [
          LOSS,
          one(/^(train|eval)\/kl$/),
          ENTROPY,
          chart("Clip ratio", /^train\/clip_ratio\/(low|high|region)_mean$/),
          one(/^(train|eval)\/(clip_ratio\/.+|policy_loss|entropy_coef|aux_loss|cispo_clip_ratio)$/),
          chart("Importance sampling ratio", /^train\/sampling\/importance_sampling_ratio\/(min|mean|max)$/),
          chart("Difference of log probabilities", /^train\/sampling\/sampling_logp_difference\/(mean|max)$/),
          one(/^eval\/sampling\/.+$/),
        ],
      ],
      ...TRAINER,
    ],
    main: { tags: [/^eval\/reward$/, /^train\/reward$/], goal: "max" },
  },
  // trl 1.16.0: dpo_trainer.py; kto_trainer.py has the same rewards.
  {
    name: "TRL DPO",
    signs: [/^train\/rewards\/chosen$/, /^train\/rewards\/rejected$/, /^train\/logps\/chosen$/],
    sections: [
      [
        "Preference",
        [
          LOSS,
          chart("Rewards", /^train\/rewards\/(chosen|rejected)$/),
          chart("Margin", /^(train|eval)\/rewards\/margins$/),
          chart("Accuracy", /^(train|eval)\/rewards\/accuracies$/),
          chart("Rewards, evaluation", /^eval\/rewards\/(chosen|rejected)$/),
        ],
      ],
      [
        "Likelihood",
        [
          chart("Log probabilities", /^train\/logps\/(chosen|rejected)$/),
          chart("Logits", /^train\/logits\/(chosen|rejected)$/),
          chart("Log probabilities, evaluation", /^eval\/logps\/(chosen|rejected)$/),
          chart("Logits, evaluation", /^eval\/logits\/(chosen|rejected)$/),
          ENTROPY,
          ACCURACY,
          one(/^(train|eval)\/(aux_loss|num_tokens)$/),
        ],
      ],
      ...TRAINER,
    ],
    main: { tags: [/^eval\/loss$/, /^train\/loss$/], goal: "min" },
  },
  // trl 0.24.0: ppo_trainer.py, before PPO was taken out of trl.
  {
    name: "TRL PPO",
    signs: [/^train\/objective\/rlhf_reward$/, /^train\/objective\/kl$/, /^train\/policy\/approxkl_avg$/],
    sections: [
      [
        "Objective",
        [
          chart("Reward", /^train\/objective\/(rlhf_reward|scores|non_score_reward)$/),
          one(/^train\/objective\/kl$/),
          chart("Entropy", /^train\/objective\/entropy$/, /^train\/policy\/entropy_avg$/),
        ],
      ],
      [
        "Policy and value",
        [
          chart("Loss", /^train\/loss\/(policy|value)_avg$/),
          one(/^train\/policy\/approxkl_avg$/),
          chart("Clip fraction", /^train\/(policy|val)\/clipfrac_avg$/),
          one(/^train\/val\/(ratio|ratio_var|num_eos_tokens)$/),
        ],
      ],
      ["Optimization", [one(/^train\/(lr|eps|episode|epoch)$/)]],
    ],
    main: { tags: [/^train\/objective\/rlhf_reward$/], goal: "max" },
  },
  // trl 1.16.0: sft_trainer.py.
  {
    name: "TRL SFT",
    signs: [/^train\/loss$/, /^train\/mean_token_accuracy$/, /^train\/num_tokens$/],
    unless: [/^train\/rewards?(\/|$)/],
    sections: [["Training", [LOSS, ACCURACY, ENTROPY, one(/^(train|eval)\/(aux_loss|num_tokens)$/)]], ...TRAINER],
    main: { tags: [/^eval\/loss$/, /^train\/loss$/], goal: "min" },
  },
  // transformers 5.24.0: trainer.py logs these, integration_utils.py gives them the prefixes.
  {
    name: "Hugging Face Trainer",
    signs: [/^train\/loss$/, /^train\/learning_rate$/, /^train\/epoch$/],
    unless: [/^train\/(rewards?(\/|$)|mean_token_accuracy$|objective\/)/],
    sections: [
      [
        "Training",
        [
          LOSS,
          one(/^eval\/(?!(.*_)?(runtime|samples_per_second|steps_per_second|tokens_per_second)$).+$/),
          one(/^test\/(?!.*(runtime|_per_second)$).+$/),
        ],
      ],
      ...TRAINER,
    ],
    main: { tags: [/^eval\/loss$/, /^train\/loss$/], goal: "min" },
  },
  // torchtitan 0.3.0: components/metrics.py, trainer.py.
  {
    name: "torchtitan",
    signs: [/^loss_metrics\/global_avg_loss$/, /^throughput\(tps\)$/, /^memory\/max_active\(GiB\)$/],
    sections: [
      [
        "Training",
        [
          chart("Loss", /^loss_metrics\/global_(avg|max)_loss$/),
          one(/^validation_metrics\/loss$/),
          one(/^grad_norm$/, LOG),
          one(/^(lr|n_tokens_seen)$/),
          one(/^(lr|optimizer|loss_metrics)\/.+$/),
        ],
      ],
      [
        "Throughput",
        [
          one(/^throughput\(tps\)$/),
          one(/^mfu\(%\)$/),
          one(/^tflops$/),
          chart("Time of a step (s)", /^time_metrics\/(end_to_end|data_loading)\(s\)$/),
          one(/^time_metrics\/data_loading\(%\)$/),
          one(/^validation_metrics\/throughput\(tps\)$/),
        ],
      ],
      [
        "Memory",
        [
          chart("Memory (GiB)", /^memory\/max_(active|reserved)\(GiB\)$/),
          chart("Memory (%)", /^memory\/max_(active|reserved)\(%\)$/),
          chart("Retries and failures", /^memory\/num_(alloc_retries|ooms)$/),
          one(/^validation_metrics\/memory\/.+$/),
        ],
      ],
    ],
    main: { tags: [/^validation_metrics\/loss$/, /^loss_metrics\/global_avg_loss$/], goal: "min" },
  },
  // Megatron-LM, main of August 2026: megatron/training/training.py. "vs samples" has the number of samples as its step.
  {
    name: "Megatron-LM",
    signs: [/^learning-rate$/, /^batch-size$/, /^(lm )?loss( validation)?$|^.* loss$/, /^loss-scale$|^grad-norm$/],
    sections: [
      [
        "Training",
        [
          chart("Loss", /^lm loss$/, /^lm loss validation$/),
          one(/^lm loss validation ppl$/, LOG),
          one(/^(?!.* vs samples$)(?!lm loss).*loss( validation)?( ppl)?$/),
          one(/^grad-norm$/, LOG),
          one(/^params-norm$/),
          one(/^num-zeros$/),
          one(/^max_attention_logit$/),
        ],
      ],
      [
        "Schedule",
        [
          one(/^(decoupled-)?learning-rate$/),
          one(/^batch-size$/),
          one(/^loss-scale$/, LOG),
          one(/^world-size$/),
          one(/^skipped-train-samples$/),
        ],
      ],
      ["Speed", [one(/^throughput$/), one(/^iteration-time$/), one(/^(?!iteration-).+-time$/), one(/^power\/gpu$/)]],
      ["Memory", [one(/^mem-.+$/)]],
      ["Mixture of experts", [one(/^(moe\/.+|load_balancing_loss|z_loss|.*_aux_loss)$/)]],
      ["By samples", [one(/ vs samples$/)]],
    ],
    main: { tags: [/^lm loss validation$/, /^lm loss$/], goal: "min" },
  },
  // verl 0.9.1: trainer/ppo/metric_utils.py, ray_trainer.py, workers.
  {
    name: "verl",
    signs: [/^critic\/(score|rewards)\/mean$/, /^actor\/(pg_loss|grad_norm)$/, /^response_length\/mean$/],
    sections: [
      [
        "Reward",
        [
          chart("Score", /^critic\/score\/(mean|min|max)$/),
          chart("Reward", /^critic\/rewards\/(mean|min|max)$/),
          chart("Advantages", /^critic\/advantages\/(mean|min|max)$/),
          chart("Returns", /^critic\/returns\/(mean|min|max)$/),
        ],
      ],
      ["Validation", [one(/^val-core\/.+$/), one(/^val\/.+$/), one(/^val-aux\/.+$/)]],
      [
        "Actor",
        [
          one(/^actor\/pg_loss$/),
          one(/^actor\/(ppo_kl|kl_loss)$/),
          one(/^actor\/entropy(_loss)?$/),
          chart("Clip fraction", /^actor\/pg_clipfrac(_lower)?$/),
          one(/^actor\/grad_norm$/, LOG),
          one(/^actor\/.+$/),
        ],
      ],
      [
        "Critic",
        [
          one(/^critic\/vf_loss$/),
          one(/^critic\/vf_explained_var$/),
          chart("Values", /^critic\/values\/(mean|min|max)$/),
          one(/^critic\/grad_norm$/, LOG),
          one(/^critic\/(?!(score|rewards|advantages|returns)\/).+$/),
        ],
      ],
      [
        "Responses",
        [
          chart("Length", /^response_length\/(mean|min|max)$/),
          chart("Length, not aborted", /^response_length_non_aborted\/(mean|min|max)$/),
          chart("Clip ratio", /^(response|prompt)_length(_non_aborted)?\/clip_ratio$/),
          chart("Length of prompts", /^prompt_length\/(mean|min|max)$/),
          one(/^response\/.+$/),
          chart("Turns", /^num_turns\/(mean|min|max)$/),
          chart("Tool calls", /^tool_call_counts\/(mean|min|max)$/),
        ],
      ],
      [
        "Speed",
        [one(/^perf\/.+$/), one(/^timing_s\/.+$/), one(/^timing_per_token_ms\/.+$/), one(/^global_seqlen\/.+$/)],
      ],
      ["Run", [one(/^training\/.+$/)]],
    ],
    main: {
      tags: [/^val-core\/.+\/mean@1$/, /^val-core\/.+$/, /^critic\/score\/mean$/, /^critic\/rewards\/mean$/],
      goal: "max",
    },
  },
  // stable-baselines3 2.9.2: logger.record in common/, ppo, a2c, dqn, sac, td3, ddpg.
  {
    name: "Stable-Baselines3",
    signs: [/^rollout\/ep_(rew|len)_mean$/, /^time\/fps$/, /^train\/(learning_rate|loss|actor_loss|value_loss)$/],
    sections: [
      [
        "Episodes",
        [
          chart("Reward", /^rollout\/ep_rew_mean$/, /^eval\/mean_reward$/),
          chart("Length", /^rollout\/ep_len_mean$/, /^eval\/mean_ep_length$/),
          chart("Success", /^(rollout|eval)\/success_rate$/),
          one(/^rollout\/exploration_rate$/),
          one(/^(rollout|eval)\/.+$/),
        ],
      ],
      [
        "Learning",
        [
          one(/^train\/loss$/),
          one(/^train\/(policy_gradient_loss|policy_loss|actor_loss)$/),
          one(/^train\/(value_loss|critic_loss)$/),
          one(/^train\/explained_variance$/),
          one(/^train\/(entropy_loss|ent_coef|ent_coef_loss)$/),
          one(/^train\/approx_kl$/),
          one(/^train\/clip_fraction$/),
          one(/^train\/(std|learning_rate|clip_range|clip_range_vf|n_updates)$/),
          one(/^train\/.+$/),
        ],
      ],
      ["Speed", [one(/^time\/.+$/)]],
    ],
    main: { tags: [/^eval\/mean_reward$/, /^rollout\/ep_rew_mean$/], goal: "max" },
  },
  // ultralytics 8.4.190: utils/callbacks/tensorboard.py, engine/trainer.py, utils/metrics.py.
  {
    name: "Ultralytics",
    signs: [/^lr\/pg0$/, /^metrics\/.+$/, /^val\/.*loss$/],
    sections: [
      [
        "Quality",
        [
          chart("mAP50-95", /^metrics\/mAP50-95\([BMP]\)$/),
          chart("mAP50", /^metrics\/mAP50\([BMP]\)$/),
          chart("Precision", /^metrics\/precision\([BMP]\)$/),
          chart("Recall", /^metrics\/recall\([BMP]\)$/),
          chart("Accuracy", /^metrics\/accuracy_top[15]$/),
          one(/^metrics\/.+$/),
        ],
      ],
      [
        "Loss",
        [
          chart("Boxes", /^(train|val)\/box_loss$/),
          chart("Classes", /^(train|val)\/cls_loss$/),
          chart("Distribution focal loss", /^(train|val)\/dfl_loss$/),
          chart("Masks", /^(train|val)\/seg_loss$/),
          chart("Pose", /^(train|val)\/pose_loss$/),
          chart("Keypoints", /^(train|val)\/kobj_loss$/),
          chart("Loss", /^(train|val)\/loss$/),
          one(/^(train|val)\/.+$/),
        ],
      ],
      ["Learning rate", [chart("Learning rate", /^lr\/pg\d+$/)]],
    ],
    main: { tags: [/^metrics\/mAP50-95\(B\)$/, /^metrics\/accuracy_top1$/], goal: "max" },
  },
  // lightning 2.6.6: names are the user's; these are those of its documentation, and its own epoch, lr-* and hp_metric.
  {
    name: "Lightning",
    signs: [/^epoch$/, /^train[_/]?.*loss.*$/],
    sections: [
      [
        "Training",
        [
          chart("Loss", /^train[_/]loss(_epoch)?$/, /^(val|valid|validation)[_/]loss$/),
          one(/^train[_/]loss_step$/),
          chart("Accuracy", /^train[_/]acc(uracy)?(_epoch)?$/, /^(val|valid|validation)[_/]acc(uracy)?$/),
          one(/^(val|valid|validation)[_/].+$/),
          one(/^test[_/].+$/),
          one(/^train[_/].+$/),
        ],
      ],
      ["Optimization", [one(/^lr-.+$/), one(/^grad_.+norm.*$/, LOG), one(/^epoch$/), one(/^hp_metric$/)]],
    ],
    main: { tags: [/^(val|valid|validation)[_/]loss$/, /^train[_/]loss(_epoch)?$/], goal: "min" },
  },
];
