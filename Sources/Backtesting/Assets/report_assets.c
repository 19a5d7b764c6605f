// The C compiler takes a file in as it is, in no time; a Swift array literal of the chart library's 196 KB takes it
// more than half a minute.
#include "report_assets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define LIBRARY_FILE "lightweight-charts.standalone.production.js"

static const unsigned char style[] = {
#embed "report.css"
};

static const unsigned char script[] = {
#embed "report.js"
};

#if __has_embed(LIBRARY_FILE)
static const unsigned char library[] = {
#embed LIBRARY_FILE
};
const struct sarathi_asset sarathi_chart_library = {library, sizeof library};
#else
const struct sarathi_asset sarathi_chart_library = {0, 0};
#endif

const struct sarathi_asset sarathi_report_style = {style, sizeof style};
const struct sarathi_asset sarathi_report_script = {script, sizeof script};
