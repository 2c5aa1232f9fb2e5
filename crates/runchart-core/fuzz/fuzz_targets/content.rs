#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| runchart_core_fuzz::content::check(data));
