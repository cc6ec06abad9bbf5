// Times in nanoseconds, counted in classes that are at most 0.4 percent wide: a median and a 99th percentile of any
// number of requests in a fixed 68 KiB, and a few instructions for each. Used by the load clients (pace.h).

#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { histogram_step = 256, histogram_classes = 34 * histogram_step };

struct histogram {
    uint64_t counts[histogram_classes];
    uint64_t total;
};

static inline void histogram_add(struct histogram *histogram, uint64_t value) {
    int shift = value < 2 * histogram_step ? 0 : 55 - __builtin_clzll(value);
    size_t class = (size_t)shift * histogram_step + (value >> shift);
    if (class >= histogram_classes) class = histogram_classes - 1;
    histogram->counts[class]++;
    histogram->total++;
}

// The middle of the class below which `share` (0 to 1) of the values lie; 0 if there are none.
static inline double histogram_quantile(const struct histogram *histogram, double share) {
    uint64_t seen = 0;
    for (size_t class = 0; class < histogram_classes; class++) {
        seen += histogram->counts[class];
        if (seen == 0 || (double)seen < share * (double)histogram->total) continue;
        size_t shift = class < 2 * histogram_step ? 0 : class / histogram_step - 1;
        uint64_t least = (uint64_t)(class - shift * histogram_step) << shift;
        return (double)least + (double)((uint64_t)1 << shift) / 2 - 0.5;
    }
    return 0;
}

#endif
