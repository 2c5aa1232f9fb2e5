/** Starts the page. */
import { mount } from "svelte";
import Shell from "./shell/Shell.svelte";

mount(Shell, { target: document.body });
