import ArgumentParser
import Engine
import Market
import Trading

/// What must hold between the parts of a link.
enum LinkRules {
  static func check(_ link: Link) throws {
    if case .riskToStop = link.sizing, !link.exitPlan.hasStop {
      throw ValidationError("--risk-percent sizes by the distance to the stop: add --stop-percent or --stop-points.")
    }
    guard link.entryFrom < link.entryUntil else {
      throw ValidationError("--entry-from must be earlier than --entry-until.")
    }
    if link.closePolicy == .carry, !link.product.mayStayOvernight {
      throw ValidationError("--carry needs a product that may stay overnight: --product cnc or nrml.")
    }
    if link.closePolicy == .keepIfProfitable, !link.product.mayStayOvernight {
      throw ValidationError("--keep-if-profitable needs a product that may stay overnight: --product cnc or nrml.")
    }
    if link.product == .cnc {
      if link.mayShort {
        throw ValidationError("shares cannot be held short: --may-short needs --product mis or nrml.")
      }
      if link.optionRule != nil { throw ValidationError("options are not held as cnc: use --product mis or nrml.") }
    }
    if link.mayWriteOptions, link.optionRule == nil {
      throw ValidationError("--may-write concerns options: add --option.")
    }
  }
}
