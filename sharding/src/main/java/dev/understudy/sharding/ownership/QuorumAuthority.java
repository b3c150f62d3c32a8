package dev.understudy.sharding.ownership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The authority that is embedded: the voters of each configuration choose the next by Paxos and grant the
/// leases.
///
/// *Quorum.* A majority of the current voters. Of two voters one may decide alone, if it holds a certificate of
/// the other's death and its own run is the one that the configuration names: a restarted survivor can't know
/// whether the other decided alone meanwhile. The first configuration takes `expect` members that have never
/// belonged to a grid; as that is more than half of all there will be, two grids can't be founded.
///
/// *No wedge.* A voter that accepted a value and does not hear that it was chosen asks the others itself.
final class QuorumAuthority implements Authority {
    private final Settings settings;
    private final Rules rules;
    private final LeaseBook leases;
    private final LeaseHolder lease;
    private final Acceptor acceptor;
    /// Replaced and never changed, so that snapshots share it.
    private Set<Incarnation> dead = Set.of();
    private Proposer proposer;
    private @Nullable Configuration current;
    private long heartbeatAt = Long.MIN_VALUE;
    private boolean hasBelonged;

    QuorumAuthority(Settings settings, Rules rules, Incarnation self, StoredState stored, long now) {
        this.settings = settings;
        this.rules = rules;
        this.leases = new LeaseBook(settings, rules, now);
        this.lease = new LeaseHolder(settings);
        this.acceptor = new Acceptor(stored, now);
        this.proposer = new Proposer(self);
        this.current = stored.configuration;
        this.hasBelonged = stored.hasBelonged();
    }

    @Override
    public @Nullable Configuration current() {
        return current;
    }

    @Override
    public boolean isProposing() {
        return proposer.isBusy();
    }

    @Override
    public void propose(Configuration next, long now, Outbox out) {
        boolean leads = current != null && current.leader().equals(out.self());
        int seen = acceptor.hasPromised() ? Math.max(1, acceptor.highestRound()) : 0;
        proposer.propose(next, acceptors(next), leads, seen, now, out);
    }

    private List<MemberId> acceptors(Configuration next) {
        return current == null
                ? Succession.electors(next.members()).stream()
                        .map(GridMember::id)
                        .toList()
                : current.voters();
    }

    @Override
    public void adopt(Outbox.Chosen chosen, long now, Outbox out) {
        var configuration = chosen.configuration();
        current = configuration;
        hasBelonged = true;
        acceptor.learned(configuration.epoch());
        out.promise(new DiskWrite.Learned(configuration));
        leases.adopt(configuration, chosen.bounds(), now);
        proposer.stop();
        heartbeat(now, out);
    }

    @Override
    public void found(Configuration first, long now, Outbox out) {
        out.choose(first, Map.of());
    }

    @Override
    public void answered(StoreAnswer answer, long now, Outbox out) {
        throw new IllegalArgumentException("no store decides here, and none was asked: " + answer);
    }

    /// Of two voters neither is put out by the other without a certificate: the decision needs its vote.
    @Override
    public boolean mayExclude(Configuration configuration, GridMember member) {
        boolean otherOfTwo = configuration.voters().size() == 2
                && configuration.voters().contains(member.id())
                && !dead.contains(member.run());
        return !otherOfTwo || !rules.hold(Rule.TWO_VOTER_CERTIFICATE);
    }

    @Override
    public boolean agree(Configuration configuration, Set<MemberId> excluded, Set<MemberId> agreed, long now) {
        return agreed.size() >= configuration.majority()
                || (configuration.voters().size() == 2 && !rules.hold(Rule.TWO_VOTER_CERTIFICATE));
    }

    /// Its ballots are new as well.
    @Override
    public void rejoin(Incarnation self) {
        lease.drop();
        proposer = new Proposer(self);
    }

    @Override
    public void tick(long now, Outbox out) {
        if (heartbeatAt == Long.MIN_VALUE || now - heartbeatAt >= settings.heartbeat()) {
            heartbeat(now, out);
        }
        var me = out.self().member();
        int position = current == null ? 0 : Math.max(0, current.voters().indexOf(me));
        if (proposer.isBusy()) {
            if (now - proposer.sentAt() >= settings.retry() * (1 + Math.min(proposer.attempts(), 4) + position)) {
                proposer.timedOut(now, out);
            }
        } else if (acceptor.hasAccepted() && now - acceptor.acceptedAt() >= settings.retry() * (2 + position)) {
            var value = acceptor.value();
            if (value != null && (current == null || current.voters().contains(me))) {
                proposer.propose(value, acceptors(value), false, Math.max(1, acceptor.highestRound()), now, out);
            }
        }
    }

    private void heartbeat(long now, Outbox out) {
        if (current == null || !current.contains(out.self())) {
            return;
        }
        heartbeatAt = now;
        lease.sent(current, now);
        boolean leased = lease.isValid(now);
        for (var voter : current.voters()) {
            out.send(voter, new Message.Heartbeat(current.epoch(), now, leased));
        }
    }

    @Override
    public void receive(Incarnation from, Message message, long now, Outbox out) {
        switch (message) {
            case Message.Heartbeat heartbeat -> grant(from, heartbeat, now, out);
            case Message.HeartbeatAck ack -> lease.acknowledged(from.member(), ack.epoch(), ack.sentAt());
            case Message.Prepare prepare -> {
                if (isUpToDate(from, prepare.epoch(), now, out)) {
                    out.send(from.member(), acceptor.prepare(prepare, out));
                }
            }
            case Message.Accept accept -> {
                if (isUpToDate(from, accept.epoch(), now, out)) {
                    out.send(from.member(), acceptor.accept(accept, leases, now, out));
                }
            }
            case Message.Promise promise -> proposer.promised(from.member(), promise, quorum(out.self()), now, out);
            case Message.Accepted accepted ->
                proposer.accepted(from.member(), accepted, quorum(out.self()))
                        .ifPresent(chosen -> announce(chosen, out));
            case Message.Refused refused -> proposer.refused(refused);
            case Message.Fetch fetch -> tell(from.member(), fetch.epoch(), now, out);
            default -> {}
        }
    }

    private void announce(Outbox.Chosen chosen, Outbox out) {
        var to = new LinkedHashSet<MemberId>();
        if (current != null) {
            current.members().forEach(member -> to.add(member.id()));
            to.addAll(current.voters());
        }
        chosen.configuration().members().forEach(member -> to.add(member.id()));
        to.remove(out.self().member());
        out.choose(chosen.configuration(), chosen.bounds());
        var learn = new Message.Learn(chosen.configuration(), chosen.bounds());
        to.forEach(member -> out.send(member, learn));
        proposer.stop();
    }

    private void grant(Incarnation from, Message.Heartbeat heartbeat, long now, Outbox out) {
        if (current == null) {
            return;
        }
        if (heartbeat.epoch() != current.epoch()) {
            isUpToDate(from, heartbeat.epoch() + 1, now, out);
            return;
        }
        boolean frozen = acceptor.hasAccepted() && rules.hold(Rule.NO_GRANT_AFTER_ACCEPT);
        if (!frozen
                && current.contains(from)
                && current.voters().contains(out.self().member())) {
            leases.granted(from, now);
            out.send(from.member(), new Message.HeartbeatAck(current.epoch(), heartbeat.sentAt()));
        }
    }

    /// Whether this node can take part in choosing an epoch: it must know exactly the one before. Whoever is
    /// behind is told, or asks.
    private boolean isUpToDate(Incarnation from, long epoch, long now, Outbox out) {
        long next = current == null ? 1 : current.epoch() + 1;
        if (epoch < next) {
            tell(from.member(), epoch - 1, now, out);
            return false;
        }
        if (epoch > next) {
            out.send(from.member(), new Message.Fetch(next - 1));
            return false;
        }
        return current == null
                ? !hasBelonged
                : current.voters().contains(out.self().member());
    }

    private void tell(MemberId to, long theirs, long now, Outbox out) {
        if (current != null && theirs < current.epoch()) {
            out.send(to, new Message.Learn(current, leases.bounds(current, now)));
        }
    }

    private Proposer.Quorum quorum(Incarnation self) {
        return voters -> isQuorum(voters, self);
    }

    private boolean isQuorum(Set<MemberId> voters, Incarnation self) {
        if (!rules.hold(Rule.MAJORITY)) {
            return !voters.isEmpty();
        }
        if (current == null) {
            return voters.size() >= settings.expect();
        }
        if (voters.size() >= current.majority()) {
            return true;
        }
        if (current.voters().size() != 2 || !voters.contains(self.member())) {
            return false;
        }
        if (!rules.hold(Rule.TWO_VOTER_CERTIFICATE)) {
            return true;
        }
        var other = current.voters().get(current.voters().get(0).equals(self.member()) ? 1 : 0);
        var member = current.member(other);
        return current.contains(self)
                && member.isPresent()
                && dead.contains(member.get().run());
    }

    @Override
    public void certify(Incarnation run) {
        var more = new LinkedHashSet<>(dead);
        more.add(run);
        dead = more;
    }

    @Override
    public Standing snapshot() {
        return new StandingSnapshot(current, lease.snapshot(), leases.snapshot(), dead);
    }
}
