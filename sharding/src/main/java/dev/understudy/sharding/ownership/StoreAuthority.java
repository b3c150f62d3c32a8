package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The authority of a store elsewhere: a configuration is chosen by compare-and-set of one row, and leases are granted
/// by it. Requests leave as [Output.AskStore], answers come back as [Input.StoreAnswered], late, twice or never.
///
/// *Leases.* A node runs until a lease after it *sent* a request that was granted. The store grants leases of the
/// configuration that it holds, so none is granted behind the back of a newer one (rule a), and there is no second
/// voter whose grants could be unknown (rule b). What may be left of another's lease is counted from when this node
/// first saw the number of its last grant ([StoreRow]); a node that has just started has seen none, and counts from
/// its start (rule c).
///
/// *Who is excluded.* The store takes whatever comes first, so members ask each other all the same. All who are not
/// themselves suspected must agree; where those are not a majority they wait for a lease first, so that the larger side
/// of a partition is not put out by the smaller one.
///
/// *Outage.* Without the store nothing is decided and no lease is granted: the grid stops, and goes on when the store
/// is back.
final class StoreAuthority implements Authority {
    private final Settings settings;
    private final Rules rules;
    private final LeaseBook leases;
    private final LeaseHolder lease;
    private final Set<Incarnation> dead = new LinkedHashSet<>();
    private final Map<Incarnation, Long> beats = new LinkedHashMap<>();
    private Set<MemberId> outvoted = Set.of();
    private long outvotedSince;
    private @Nullable Configuration current;
    private @Nullable Configuration proposed;
    private long proposedAt;
    private long askedAt = Long.MIN_VALUE;

    StoreAuthority(Settings settings, Rules rules, StoredState stored, long now) {
        this.settings = settings;
        this.rules = rules;
        this.leases = new LeaseBook(settings, rules, now);
        this.lease = new LeaseHolder(settings);
        this.current = stored.configuration;
    }

    @Override
    public @Nullable Configuration current() {
        return current;
    }

    @Override
    public boolean isProposing() {
        return proposed != null;
    }

    @Override
    public void propose(Configuration next, long now, Outbox out) {
        proposed = next;
        proposedAt = now;
        out.emit(new Output.AskStore(new StoreRequest.Swap(out.self(), next)));
    }

    @Override
    public void found(Configuration first, long now, Outbox out) {
        propose(first, now, out);
    }

    @Override
    public void adopt(Outbox.Chosen chosen, long now, Outbox out) {
        var configuration = chosen.configuration();
        current = configuration;
        if (proposed != null && proposed.epoch() <= configuration.epoch()) {
            proposed = null;
        }
        outvoted = Set.of();
        out.promise(new DiskWrite.Learned(configuration));
        leases.adopt(configuration, chosen.bounds(), now);
        beat(now, out);
    }

    @Override
    public void rejoin(Incarnation self) {
        lease.drop();
        proposed = null;
    }

    @Override
    public void tick(long now, Outbox out) {
        if (proposed != null && now - proposedAt >= 4 * settings.retry()) {
            // The request may still arrive and be carried out: then this node learns of it like any other.
            proposed = null;
        }
        if (askedAt == Long.MIN_VALUE || now - askedAt >= settings.heartbeat()) {
            beat(now, out);
        }
    }

    /// Asks for a lease, and shows the voters that this node lives.
    private void beat(long now, Outbox out) {
        askedAt = now;
        long epoch = current == null ? 0 : current.epoch();
        out.emit(new Output.AskStore(new StoreRequest.Renew(out.self(), epoch, now)));
        if (current != null && current.contains(out.self())) {
            boolean leased = lease.isValid(now);
            for (var voter : current.voters()) {
                out.send(voter, new Message.Heartbeat(epoch, now, leased));
            }
        }
    }

    @Override
    public void receive(Incarnation from, Message message, long now, Outbox out) {
        long mine = current == null ? 0 : current.epoch();
        switch (message) {
            case Message.Heartbeat heartbeat
            when heartbeat.epoch() > mine -> out.send(from.member(), new Message.Fetch(mine));
            case Message.Heartbeat heartbeat -> tell(from.member(), heartbeat.epoch(), now, out);
            case Message.Fetch fetch -> tell(from.member(), fetch.epoch(), now, out);
            default -> {}
        }
    }

    private void tell(MemberId to, long theirs, long now, Outbox out) {
        if (current != null && theirs < current.epoch()) {
            out.send(to, new Message.Learn(current, leases.bounds(current, now)));
        }
    }

    @Override
    public void answered(StoreAnswer answer, long now, Outbox out) {
        if (!answer.request().from().equals(out.self())) {
            return;
        }
        answer.beats().forEach((run, count) -> {
            var known = beats.put(run, count);
            if (known == null || known < count) {
                if (rules.hold(Rule.STORE_BEATS_ARE_SEEN)) {
                    leases.granted(run, now);
                }
            } else {
                beats.put(run, known);
            }
        });
        beats.keySet().retainAll(answer.beats().keySet());
        if (answer.granted() && answer.request() instanceof StoreRequest.Renew(var _, long epoch, long sentAt)) {
            lease.granted(epoch, sentAt);
        }
        var newer = answer.newer();
        boolean fromHere = answer.request() instanceof StoreRequest.Swap(var _, var next) && next.equals(newer);
        if (answer.request() instanceof StoreRequest.Swap) {
            proposed = null;
        }
        if (newer != null && (current == null || newer.epoch() > current.epoch())) {
            learn(newer, fromHere, now, out);
        }
    }

    private void learn(Configuration newer, boolean fromHere, long now, Outbox out) {
        var self = out.self().member();
        if (current == null && newer.member(self).isEmpty()) {
            return;
        }
        var bounds = leases.bounds(newer, now);
        if (fromHere) {
            var learn = new Message.Learn(newer, bounds);
            var others = new LinkedHashSet<MemberId>();
            newer.members().forEach(member -> others.add(member.id()));
            if (current != null) {
                current.members().forEach(member -> others.add(member.id()));
            }
            others.remove(self);
            others.forEach(other -> out.send(other, learn));
        }
        out.choose(newer, bounds);
    }

    @Override
    public boolean mayExclude(Configuration configuration, GridMember member) {
        return true;
    }

    @Override
    public boolean agree(Configuration configuration, Set<MemberId> excluded, Set<MemberId> agreed, long now) {
        for (var voter : configuration.voters()) {
            boolean counts = configuration.member(voter).isPresent() && !excluded.contains(voter);
            if (counts && !agreed.contains(voter)) {
                return false;
            }
        }
        if (agreed.size() >= configuration.majority()) {
            return true;
        }
        if (!excluded.equals(outvoted)) {
            outvoted = Set.copyOf(excluded);
            outvotedSince = now;
        }
        return now - outvotedSince >= settings.lease();
    }

    @Override
    public void certify(Incarnation run) {
        dead.add(run);
    }

    @Override
    public Standing snapshot() {
        return new StandingSnapshot(current, lease.snapshot(), leases.snapshot(), Set.copyOf(dead));
    }
}
