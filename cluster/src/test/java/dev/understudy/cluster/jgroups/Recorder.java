package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Writes down what a transport tells, and lets a test wait for it.
final class Recorder implements TransportListener {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ViewChange> changes = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<View> formed = new ArrayList<>();
    private final List<ClusterException> rejections = new ArrayList<>();
    private final List<Member> suspects = new ArrayList<>();
    private final List<Member> dead = new ArrayList<>();
    private volatile Consumer<Frame> onFrame = _ -> {};

    @Override
    public void viewChanged(ViewChange change) {
        record(() -> changes.add(change));
    }

    @Override
    public void received(Frame frame) {
        onFrame.accept(frame);
        record(() -> frames.add(frame));
    }

    @Override
    public void suspected(Member member) {
        record(() -> suspects.add(member));
    }

    @Override
    public void died(Member member, DeathProof proof) {
        record(() -> dead.add(member));
    }

    @Override
    public void formed(View view) {
        record(() -> formed.add(view));
    }

    @Override
    public void rejected(ClusterException reason) {
        record(() -> rejections.add(reason));
    }

    /// Runs on the thread that delivers, before the frame is written down.
    void onFrame(Consumer<Frame> action) {
        onFrame = action;
    }

    List<ViewChange> changes() {
        return read(() -> List.copyOf(changes));
    }

    List<Frame> frames() {
        return read(() -> List.copyOf(frames));
    }

    List<View> formed() {
        return read(() -> List.copyOf(formed));
    }

    List<ClusterException> rejections() {
        return read(() -> List.copyOf(rejections));
    }

    List<Member> suspects() {
        return read(() -> List.copyOf(suspects));
    }

    List<Member> dead() {
        return read(() -> List.copyOf(dead));
    }

    /// Waits until something is so; looked at whenever something was told, and now and then for what isn't told.
    ///
    /// @param details is asked for more about the state of things when it is never so
    void await(String what, BooleanSupplier condition, Supplier<String> details) {
        lock.lock();
        try {
            for (long looks = PATIENCE.dividedBy(LOOK); !condition.getAsBoolean(); looks--) {
                if (looks == 0) {
                    throw new AssertionError("waited %s in vain for: %s; views %s, %d frames; %s"
                            .formatted(PATIENCE, what, changes, frames.size(), details.get()));
                }
                boolean wasTold = changed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                looks += wasTold ? 1 : 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for: " + what, e);
        } finally {
            lock.unlock();
        }
    }

    private void record(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T read(Supplier<T> reading) {
        lock.lock();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }
}
