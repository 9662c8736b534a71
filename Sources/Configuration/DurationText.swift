/// Durations as people write them in the configuration: `90s`, `5m`, `1h30m`, `48h`, `250ms`, `0s`.
enum DurationText {
    private static let units: [(name: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Nil when `text` is none: empty, without a unit, with a unit twice or out of order, too long.
    static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        var total = 0
        var smallest = Int.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let number = Int(digits), let unit = units.first(where: { $0.name == name }),
                unit.milliseconds < smallest, number <= 1_000_000_000
            else { return nil }
            smallest = unit.milliseconds
            total += number * unit.milliseconds
        }
        return smallest == Int.max ? nil : .milliseconds(total)
    }

    /// The shortest way to write it.
    static func text(_ duration: Duration) -> String {
        var rest =
            Int(duration.components.seconds) * 1_000
            + Int(duration.components.attoseconds / 1_000_000_000_000_000)
        var text = ""
        for unit in units.reversed() where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text.isEmpty ? "0s" : text
    }
}
