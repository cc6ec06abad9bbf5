#pragma once

/// Allocations on the heap since the start of the process.
long allocation_count(void);
