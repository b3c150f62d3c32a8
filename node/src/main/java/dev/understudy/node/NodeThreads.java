package dev.understudy.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/// The threads of a node besides those of its actors and its transport; the one place where they are made.
final class NodeThreads implements AutoCloseable {
    private final String node;
    private final ExecutorService lostMembers;
    private final ScheduledExecutorService authority;
    private final ScheduledExecutorService passivation;

    NodeThreads(String node) {
        this.node = node;
        lostMembers = Executors.newSingleThreadExecutor(daemon("lost-members"));
        authority = Executors.newSingleThreadScheduledExecutor(daemon("authority"));
        passivation = Executors.newSingleThreadScheduledExecutor(daemon("passivation"));
    }

    /// Where asks to lost members fail: what their askers attached to them runs here.
    ExecutorService lostMembers() {
        return lostMembers;
    }

    /// Where the authority decides.
    ScheduledExecutorService authority() {
        return authority;
    }

    /// Where Caffeine does its housekeeping.
    ScheduledExecutorService passivation() {
        return passivation;
    }

    /// Runs something once, on a thread of its own.
    void once(String purpose, Runnable task) {
        factory(node, purpose, false).newThread(task).start();
    }

    /// Runs a start on a thread of its own, before there is a node.
    static void start(Runnable task) {
        factory("node", "start", false).newThread(task).start();
    }

    private ThreadFactory daemon(String purpose) {
        return factory(node, purpose, true);
    }

    private static ThreadFactory factory(String node, String purpose, boolean daemon) {
        return Thread.ofPlatform()
                .daemon(daemon)
                .name("understudy-" + node + "-" + purpose)
                .factory();
    }

    @Override
    public void close() {
        authority.close();
        lostMembers.close();
        passivation.close();
    }
}
