/** Starts the page: in a task of its own, because evaluating the script is one already. */
import { mount } from "svelte";
import Shell from "./shell/Shell.svelte";

setTimeout(() => mount(Shell, { target: document.body }));
