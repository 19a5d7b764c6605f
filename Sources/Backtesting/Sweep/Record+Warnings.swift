extension BacktestRecord {
  /// What a reader must know before believing the figures: the same sentences as in the report.
  package var warnings: [String] { WarningSection(self).warnings }
}

extension SweepRecord {
  /// What speaks for and against the best: the same sentences as in the report.
  package var verdict: [String] { SweepWarningSection(self).sentences }
}
