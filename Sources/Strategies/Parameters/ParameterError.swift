/// Why a parameter cannot have a value.
package struct ParameterError: Error, Hashable, Sendable, CustomStringConvertible {
  package var parameter: String
  package var problem: String
  package var fix: String

  package init(parameter: String, problem: String, fix: String) {
    self.parameter = parameter
    self.problem = problem
    self.fix = fix
  }

  package var description: String { fix.isEmpty ? problem : "\(problem). \(fix)" }
}
