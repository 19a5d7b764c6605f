extension Fault {
  /// Where it stands in the fault matrix.
  package var kinds: [FaultKind] {
    switch self {
    case .requestLost: [FaultKind(.request, .lost)]
    case .answerLost: [FaultKind(.reply, .lost)]
    case .answerLate: [FaultKind(.reply, .late), FaultKind(.reply, .reordered)]
    case .answerCut: [FaultKind(.reply, .cut)]
    case .pushLost: [FaultKind(.push, .lost)]
    case .pushLate: [FaultKind(.push, .late), FaultKind(.push, .reordered)]
    case .pushRepeated: [FaultKind(.push, .doubled), FaultKind(.push, .stale)]
    case .pushesNever: [FaultKind(.push, .never)]
    case .fillShownLate: [FaultKind(.push, .cut)]
    case .networkDown: [FaultKind(.request, .never), FaultKind(.tick, .lost), FaultKind(.push, .lost)]
    case .refused, .rejectedAfterAccept, .rateLimited: [FaultKind(.reply, .wrongField)]
    case .sessionDied: [FaultKind(.reply, .never)]
    case .bookUnreadable: [FaultKind(.book, .never)]
    case .bookEmpty: [FaultKind(.book, .cut)]
    case .bookLags: [FaultKind(.book, .late)]
    case .bookStale: [FaultKind(.book, .stale)]
    case .bookReordered: [FaultKind(.book, .reordered)]
    case .bookDoubled: [FaultKind(.book, .doubled)]
    case .lookUpFailed: [FaultKind(.book, .lost)]
    case .tagBlanked, .tagCut, .tagPadded, .tagPrefixed, .tagCaseChanged, .tagReplaced:
      [FaultKind(.book, .wrongField), FaultKind(.push, .wrongField)]
    case .brokerCancels: [FaultKind(.push, .foreign)]
    case .endsNeverTold: [FaultKind(.push, .never), FaultKind(.book, .never)]
    case .idsGivenAgain: [FaultKind(.book, .anotherDay), FaultKind(.push, .anotherDay)]
    case .fillCorrected: [FaultKind(.push, .wrongField), FaultKind(.book, .wrongField)]
    case .fillToldNextDay: [FaultKind(.push, .late), FaultKind(.push, .anotherDay)]
    case .earlierReport: [FaultKind(.push, .anotherDay), FaultKind(.push, .stale)]
    case .brokerSlow: [FaultKind(.request, .late), FaultKind(.reply, .late)]
    case .gap, .freakTick: [FaultKind(.tick, .wrongField)]
    case .foreignTick: [FaultKind(.tick, .foreign)]
    case .staleTick: [FaultKind(.tick, .stale), FaultKind(.tick, .anotherDay)]
    case .futureTick: [FaultKind(.tick, .wrongField)]
    case .feedSilent: [FaultKind(.tick, .never)]
    case .tickRepeated, .freakRepeated: [FaultKind(.tick, .doubled)]
    case .tickLate: [FaultKind(.tick, .late)]
    case .tickSwapped: [FaultKind(.tick, .reordered)]
    case .tickFromTwoSources: [FaultKind(.tick, .doubled), FaultKind(.tick, .cut)]
    case .alertRepeated, .doubleClick: [FaultKind(.signal, .doubled)]
    case .alertLate: [FaultKind(.signal, .late)]
    case .alertConflicts: [FaultKind(.signal, .wrongField)]
    case .alertBurst: [FaultKind(.signal, .doubled)]
    case .alertReordered: [FaultKind(.signal, .reordered), FaultKind(.signal, .stale)]
    case .alertUnknown: [FaultKind(.signal, .foreign)]
    case .alertLost: [FaultKind(.signal, .never)]
    case .tradeByHand, .twinByHand: [FaultKind(.book, .foreign), FaultKind(.push, .foreign)]
    case .stopCancelledByHand, .stopMovedByHand: [FaultKind(.push, .foreign)]
    case .diskFull: [FaultKind(.disk, .never)]
    case .writeFailed: [FaultKind(.disk, .lost)]
    case .stall: [FaultKind(.timer, .late)]
    case .wakeTwice: [FaultKind(.timer, .doubled)]
    case .settingsChanged: [FaultKind(.settings, .late)]
    case .termsChanged: [FaultKind(.settings, .anotherDay)]
    }
  }
}

extension CrashPoint {
  /// What an end of the process does to what was on its way.
  package var kinds: [FaultKind] {
    switch self {
    case .idle, .duringStart: [FaultKind(.timer, .lost)]
    case .beforeCommit: [FaultKind(.disk, .lost)]
    case .duringCommit: [FaultKind(.disk, .cut)]
    case .afterCommit: [FaultKind(.request, .never)]
    case .afterSend: [FaultKind(.request, .cut)]
    case .beforeAnswer: [FaultKind(.reply, .lost)]
    case .powerLoss: [FaultKind(.disk, .cut), FaultKind(.disk, .reordered)]
    }
  }
}
