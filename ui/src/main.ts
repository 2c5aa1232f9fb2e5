/** Starts the page: in a task of its own, because evaluating the script is one already. */
import { mount } from "svelte";
import { readEmbedded } from "./api";
import { Preferences } from "./shell/preferences.svelte";
import Shell from "./shell/Shell.svelte";

setTimeout(async () => {
  const [preferences] = await Promise.all([Preferences.load(), readEmbedded()]);
  mount(Shell, { target: document.body, props: { preferences } });
});
