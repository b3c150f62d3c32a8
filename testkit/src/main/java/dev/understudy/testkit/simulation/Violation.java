package dev.understudy.testkit.simulation;

/// That an invariant did not hold.
///
/// @param invariant its name, `I1` to `I8`, `liveness`, or `bug` where the protocol's own code threw
/// @param what what was seen
public record Violation(String invariant, String what) {
    @Override
    public String toString() {
        return invariant + ": " + what;
    }
}
