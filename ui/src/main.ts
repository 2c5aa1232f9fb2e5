/** Starts the page: in a task of its own, because evaluating the script is one already. */
import { mount } from "svelte";
import { Preferences } from "./shell/preferences.svelte";
import Shell from "./shell/Shell.svelte";

setTimeout(async () => mount(Shell, { target: document.body, props: { preferences: await Preferences.load() } }));
