package dev.understudy.drills;

import dev.understudy.drills.HostNetwork.Treatment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/// The network between the processes of a [LocalGrid], each on a host of its own.
final class LocalLinks implements Links {
    private final LocalGridPlan plan;
    private final HostNetwork network;
    private final ToIntFunction<String> hosts;
    private final NodeLauncher launcher;
    private final Set<Integer> filtered = new HashSet<>();
    private final Set<Integer> slowed = new HashSet<>();
    private final List<FarCaller> callers = new CopyOnWriteArrayList<>();

    /// @param hosts the number of the host of a node that runs
    LocalLinks(LocalGridPlan plan, HostNetwork network, ToIntFunction<String> hosts, NodeLauncher launcher) {
        this.plan = plan;
        this.network = network;
        this.hosts = hosts;
        this.launcher = launcher;
    }

    @Override
    public void cut(List<String> these, List<String> those) {
        filter(Treatment.DROP, these, those);
    }

    @Override
    public void reset(List<String> these, List<String> those) {
        filter(Treatment.RESET, these, those);
    }

    /// By the rules of one side only, both ways: fewer commands, so that the cut is quick. The driver has no rules of
    /// its own.
    private void filter(Treatment treatment, List<String> these, List<String> those) {
        if (these.contains(DRIVER) || (!those.contains(DRIVER) && those.size() < these.size())) {
            filter(treatment, those, these);
            return;
        }
        List<String> addresses = addresses(those);
        for (String host : these) {
            filter(host, treatment, addresses, addresses);
        }
    }

    @Override
    public void cutOneWay(List<String> from, List<String> to) {
        if (to.size() <= from.size()) {
            to.forEach(host -> filter(host, Treatment.DROP, addresses(from), List.of()));
        } else {
            from.forEach(host -> filter(host, Treatment.DROP, List.of(), addresses(to)));
        }
    }

    private void filter(String host, Treatment treatment, List<String> incoming, List<String> outgoing) {
        int number = number(host);
        filtered.add(number);
        network.filter(number, treatment, incoming, outgoing);
    }

    @Override
    public void slow(String host, int bitsPerSecond) {
        slowed.add(number(host));
        network.slow(number(host), bitsPerSecond);
    }

    @Override
    public long delayed(String host) {
        return network.delayed(number(host));
    }

    @Override
    public void heal() {
        filtered.forEach(network::unfilter);
        filtered.clear();
        slowed.forEach(network::unslow);
        slowed.clear();
    }

    /// Ends all cuts of these hosts, whoever made them.
    void healAll(List<String> names) {
        names.forEach(name -> network.unfilter(number(name)));
    }

    @Override
    public FarCaller caller(FarCaller.Order order) {
        int host = LocalGridPlan.FAR_CALLER_HOST;
        network.add(host);
        FarCallerProcess.Job job = new FarCallerProcess.Job(
                order,
                plan.cluster(),
                network.address(host),
                PortBlock.transportPort(plan.basePort(), PortBlock.MOST_NODES - 1),
                plan.founders(),
                plan.log(FAR_CALLER + ".program").toString());
        FarCaller caller =
                new FarCaller(launcher.launch(FAR_CALLER, host, FarCallerProcess.class.getName(), Json.line(job)));
        callers.add(caller);
        return caller;
    }

    /// Ends the callers. The network goes with its owner.
    void close() {
        callers.forEach(FarCaller::close);
    }

    private List<String> addresses(List<String> names) {
        return names.stream()
                .map(name -> name.equals(DRIVER) ? network.ownAddress() : network.address(number(name)))
                .toList();
    }

    private int number(String name) {
        return name.equals(FAR_CALLER) ? LocalGridPlan.FAR_CALLER_HOST : hosts.applyAsInt(name);
    }
}
