package dev.understudy.drills;

/// What a grid was set up to promise, as the verdict tells it.
///
/// @param state what the state of an entity is: `volatile` (gone with its node) or `durable`
/// @param certificates which death certificates the grid trusts
/// @param backups how many backups each shard has
/// @param durability where the state of the entities is kept
public record Guarantees(String state, String certificates, int backups, String durability) {
    /// Entities that start anew on another node, on a grid that follows the view.
    public static final Guarantees VOLATILE = new Guarantees("volatile", "none", 0, "volatile");
}
