// The files a report is made of, as bytes of the program.
#ifndef SARATHI_REPORT_ASSETS_H
#define SARATHI_REPORT_ASSETS_H

#include <stddef.h>

/// Bytes that live as long as the program.
struct __attribute__((swift_attr("@Sendable"))) sarathi_asset {
  const unsigned char *const bytes;
  const size_t size;
};

extern const struct sarathi_asset sarathi_report_style;
extern const struct sarathi_asset sarathi_report_script;

/// Of size 0 when Scripts/assets had not fetched it when this was compiled.
extern const struct sarathi_asset sarathi_chart_library;

#endif
