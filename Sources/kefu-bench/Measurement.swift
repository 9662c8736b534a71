import Glibc

/// What one variant of a measure came to.
struct Measurement {
    /// The measure.
    let name: String
    /// What distinguishes the variant, and what was found beside the figure itself.
    var details: [(key: String, value: Detail)]
    /// What `rounds` are in.
    let unit: String
    /// One figure a round.
    let rounds: [Double]

    /// A word or a number.
    enum Detail {
        case word(String)
        case number(Double)
    }

    var median: Double { rounds.median }

    /// One line.
    var json: String {
        var members = ["\"measure\":\"\(name)\""]
        for (key, value) in details {
            switch value {
            case .word(let word): members.append("\"\(key)\":\"\(word)\"")
            case .number(let number): members.append("\"\(key)\":\(number.short)")
            }
        }
        members.append("\"unit\":\"\(unit)\"")
        members.append("\"median\":\(median.short)")
        members.append("\"rounds\":[\(rounds.map(\.short).joined(separator: ","))]")
        return "{\(members.joined(separator: ","))}"
    }
}

extension [Double] {
    /// The middle one; of an even number the mean of the middle two.
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension Double {
    /// With as many digits as mean something.
    fileprivate var short: String {
        let digits = magnitude >= 100 ? 1.0 : 1_000.0
        let rounded = (self * digits).rounded() / digits
        return rounded == rounded.rounded() && rounded.magnitude < 1e15
            ? "\(Int64(rounded))" : "\(rounded)"
    }
}

/// Time and memory of this process.
enum Meter {
    /// Nanoseconds of the monotonic clock.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Bytes of this process that are in memory.
    static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

enum Output {
    static func toErrors(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }
}
