package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import java.util.List;

/// What a drill needs of the grid that it strikes.
///
/// @param leastNodes with fewer nodes it can't be done
/// @param nodes how many nodes it gets where nobody says
/// @param backups how many backups each shard has
/// @param hasLinks whether it strikes the network, so that each node has to be a host of its own
/// @param hasFarCaller whether a second caller asks, on the side of the victims
/// @param certificates the settings with which it is run, one after the other, where nobody says
/// @param workload what is asked, where nobody says
public record Needs(
        int leastNodes,
        int nodes,
        int backups,
        boolean hasLinks,
        boolean hasFarCaller,
        List<Certificates> certificates,
        String workload) {
    /// What is enough for most: three processes on one device, with one backup and all certificates.
    public static final Needs STANDARD = new Needs(2, 3, 1, false, false, List.of(Certificates.SOCKET), "bank");

    /// Copies the list.
    public Needs {
        certificates = List.copyOf(certificates);
    }

    /// The same, with other numbers of nodes.
    public Needs withNodes(int least, int usual) {
        return new Needs(least, usual, backups, hasLinks, hasFarCaller, certificates, workload);
    }

    /// The same, with another number of backups.
    public Needs withBackups(int number) {
        return new Needs(leastNodes, nodes, number, hasLinks, hasFarCaller, certificates, workload);
    }

    /// The same, with each node a host of its own.
    public Needs withLinks() {
        return new Needs(leastNodes, nodes, backups, true, hasFarCaller, certificates, workload);
    }

    /// The same, with a second caller on the side of the victims.
    public Needs withFarCaller() {
        return new Needs(leastNodes, nodes, backups, hasLinks, true, certificates, workload);
    }

    /// The same, run with each of these settings in turn.
    public Needs withCertificates(Certificates... settings) {
        return new Needs(leastNodes, nodes, backups, hasLinks, hasFarCaller, List.of(settings), workload);
    }

    /// The same, with another load.
    public Needs withWorkload(String name) {
        return new Needs(leastNodes, nodes, backups, hasLinks, hasFarCaller, certificates, name);
    }
}
