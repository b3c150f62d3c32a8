package dev.understudy.drills;

import dev.understudy.examples.bank.Slip;
import dev.understudy.node.Node;
import dev.understudy.sharding.EntityRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run of the load on the works: slips that are handed in, and looks at what the workers have noted of them.
final class WorksSession implements Workload.Session {
    /// What the session knows of one foreman; tended by one thread at a time, and looked at by others.
    private static final class Site {
        final EntityRef<Worker.Command> foreman;
        final SlipOrder order = new SlipOrder();
        long handedIn;
        volatile @Nullable Child worker;

        Site(EntityRef<Worker.Command> foreman) {
            this.foreman = foreman;
        }
    }

    private final Node driver;
    private final String teller;
    private final List<Site> sites;

    WorksSession(Node driver, int entities, long seed) {
        this.driver = driver;
        this.teller = "office-" + seed;
        this.sites = IntStream.range(0, entities)
                .mapToObj(entity -> new Site(driver.entityRef(Foreman.TYPE, id(entity))))
                .toList();
    }

    private static String id(int entity) {
        return "site-" + entity;
    }

    @Override
    public Optional<String> owner(int entity) {
        return driver.ownerOf(Foreman.TYPE, id(entity)).map(member -> member.name());
    }

    @Override
    public Optional<Child> child(int entity) {
        return Optional.ofNullable(sites.get(entity).worker);
    }

    @Override
    public void tell(int entity) {
        Site site = sites.get(entity);
        site.foreman.tell(new Worker.Note(new Slip(teller, ++site.handedIn)));
    }

    @Override
    public Asked ask(int entity, RandomGenerator random, Duration deadline) {
        return Asked.of(inspect(entity, deadline));
    }

    @Override
    public CompletableFuture<?> inspect(int entity, Duration deadline) {
        Site site = sites.get(entity);
        long begun = System.nanoTime();
        return site.foreman
                .<Worker.Report>ask(replyTo -> new Worker.Show(teller, replyTo), deadline)
                .thenAccept(report -> {
                    site.order.saw(report.book());
                    site.worker = new Child(report.node(), report.life(), begun);
                });
    }

    @Override
    public Judgement judge() {
        return HistoryChecker.judge(
                IntStream.range(0, sites.size())
                        .mapToObj(entity -> new EntityHistory<>(
                                id(entity),
                                Optional.empty(),
                                List.of(),
                                new FinalState.Unknown(sites.get(entity).order.violations()))),
                Optional.empty());
    }
}
