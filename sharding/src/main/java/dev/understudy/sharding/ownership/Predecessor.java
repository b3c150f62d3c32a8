package dev.understudy.sharding.ownership;

/// An earlier owner of a shard whose lease may still run: the new owner waits for it before it activates anything.
///
/// It leaves the list when its lease bound has passed or a death certificate names its incarnation.
///
/// @param member who owned the shard
/// @param incarnation which run of it; a certificate of another run proves nothing
public record Predecessor(MemberId member, long incarnation) {}
