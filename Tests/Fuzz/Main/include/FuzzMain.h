#ifndef FUZZ_MAIN_H
#define FUZZ_MAIN_H

// Where the targets begin. SwiftPM has the linker take TARGET_main for main, which hides that of libFuzzer; driver.c has one such
// function for each target, and each does what libFuzzer's main does.

#endif
