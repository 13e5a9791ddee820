#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| radica_fuzz::command::check(data));
