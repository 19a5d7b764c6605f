import Market

extension Money {
  /// To the nearest rupee, digits grouped as in India: `-9,10,249`.
  var grouped: String {
    let rupees = rounded(to: .rupee).raw / Price.unitsPerRupee
    let digits = Array(String(rupees.magnitude))
    var text = rupees < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      let rest = digits.count - index
      if index > 0, rest == 3 || (rest > 3 && rest % 2 == 1) { text += "," }
      text.append(digit)
    }
    return text
  }
}
