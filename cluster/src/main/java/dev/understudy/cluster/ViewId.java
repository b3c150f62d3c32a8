package dev.understudy.cluster;

/// Name of a view. Not an order of events: numbers repeat on both sides of a partition.
///
/// @param creator who made the view, usually its coordinator
/// @param number counts up for each creator's line of views
/// @param revision counts up locally when a member of the same view has introduced itself only later
public record ViewId(Incarnation creator, long number, int revision) {
    @Override
    public String toString() {
        return creator + "|" + number + (revision == 0 ? "" : "." + revision);
    }
}
