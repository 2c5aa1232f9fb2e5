import { expect, test } from "vitest";
import { openCommand } from "../src/data/command";

test("a plain path stands as it is", () => {
  expect(openCommand("/home/ada/logs-2/run_1")).toBe("runchart /home/ada/logs-2/run_1");
});

test("what a shell would read is quoted", () => {
  expect(openCommand("/home/ada/my runs")).toBe("runchart '/home/ada/my runs'");
  expect(openCommand("/tmp/it's $HOME")).toBe("runchart '/tmp/it'\\''s $HOME'");
});
