import ArgumentParser
import Backtesting
import Foundation
import History

/// Exit code of a command whose data was wrong, after sysexits.h.
let badDataExitCode = ExitCode(65)

/// Runs `body` and says what is wrong with prices, setup or stored runs in the words of the command line: on stderr,
/// with exit code 65 when the data is at fault.
func backtesting<T>(_ body: () async throws -> T) async throws -> T {
  do { return try await body() } catch let error as HistoryError {
    throw badData("\(error)")
  } catch let error as BacktestError {
    throw badData(error.fix.isEmpty ? error.problem : "\(error.problem)\n\(error.fix)")
  } catch let error as BacktestStoreError {
    throw Failure("\(error.subject): \(error.problem)", fix: error.fix)
  }
}

private func badData(_ text: String) -> ExitCode {
  Console.note("Error: \(text)")
  return badDataExitCode
}
