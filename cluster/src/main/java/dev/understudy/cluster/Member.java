package dev.understudy.cluster;

/// A node as others see it. Two are equal if their incarnations are: the rest never changes while a node runs.
///
/// @param incarnation identity of this start of the node; frames are addressed to it
/// @param name what people call it; unique in a view, and kept over restarts
/// @param endpoint host and port that it listens on, for messages to people
/// @param role whether it hosts entities
/// @param zone failure domain (rack, availability zone), "" if there is none
/// @param weight share of the work relative to other members, above 0
/// @param version version of this library that it runs
/// @param contract fingerprint of the message contract that it was built with, "" if it has none
/// @param process its operating system process, for death certificates
public record Member(
        Incarnation incarnation,
        String name,
        String endpoint,
        Role role,
        String zone,
        double weight,
        String version,
        String contract,
        ProcessIdentity process) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Member member && member.incarnation.equals(incarnation);
    }

    @Override
    public int hashCode() {
        return incarnation.hashCode();
    }

    /// Name and incarnation, such as `node-2/9f31c0aa`.
    @Override
    public String toString() {
        return name + "/" + incarnation;
    }
}
