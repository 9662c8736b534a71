import Glibc

/// libFuzzer's entry: the target is named by the environment, the input is anything.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        try chosen.read(bytes)
    } catch {
        print("\(chosen.rawValue): \(error)")
        fflush(nil)
        abort()
    }
    return 0
}

private let chosen: FuzzTarget = {
    let name = getenv("KEFUD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
        print("KEFUD_FUZZ_TARGET must be one of: \(known)")
        exit(2)
    }
    return target
}()
