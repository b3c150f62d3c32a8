/// [JGroupsTransport], the transport that runs in production: two JGroups channels, and above them what JGroups
/// lacks for an actor grid (one writer for each peer, credit, introductions, generations).
///
/// The logic is in classes without threads or JGroups types ([Roster], [CreditWindow], [OutboundQueue],
/// [Reassembly], [Wire]); [Outbound], [Inbound] and [ControlLoop] put them on threads, [ChannelFactory] holds
/// every JGroups setting with its reason. Nothing outside this package imports JGroups. Read [JGroupsTransport]
/// first.
@NullMarked
package dev.understudy.cluster.jgroups;

import org.jspecify.annotations.NullMarked;
