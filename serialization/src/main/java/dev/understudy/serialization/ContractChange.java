package dev.understudy.serialization;

/// One difference between two contracts.
///
/// @param severity whether bytes or nodes that exist are cut off by it
/// @param type the wire name of the type it is about
/// @param what changed, and what follows from that
public record ContractChange(Severity severity, String type, String what) {

    /// Whether bytes or nodes that exist are cut off by a change.
    public enum Severity {
        /// Bytes that were written before cannot be read any more, or older nodes refuse what they understood so
        /// far.
        BREAKING,
        /// Old bytes are read, and older nodes go on reading what they know.
        COMPATIBLE
    }

    /// Whether bytes or nodes that exist are cut off by it.
    public boolean isBreaking() {
        return severity == Severity.BREAKING;
    }

    @Override
    public String toString() {
        return (isBreaking() ? "! " : "  ") + type + ": " + what;
    }
}
