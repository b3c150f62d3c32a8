package dev.understudy.integration;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import java.time.Clock;
import java.time.InstantSource;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;

/// Things that code can pick out of the air where it should be handed them. A class which does so can't be run in the
/// simulator, whose clock, random numbers and threads are its own.
///
/// Each constant knows the calls that it stands for, method references included.
enum Ambient {
    /// The machine's time, and the JDK's hidden timer thread.
    CLOCK("read the machine's clock or use the JDK's timer: take a clock or a scheduler as a parameter") {
        @Override
        boolean isReachedBy(AccessTarget target) {
            return calls(target, System.class, "currentTimeMillis", "nanoTime")
                    || calls(target, Clock.class, "system", "systemUTC", "systemDefaultZone")
                    || calls(target, Clock.class, "tickMillis", "tickSeconds", "tickMinutes")
                    || calls(target, InstantSource.class, "system")
                    || (isNamed(target, "now")
                            && target.getOwner().isAssignableTo(TemporalAccessor.class)
                            && parameters(target).stream().noneMatch(type -> type.isAssignableTo(InstantSource.class)))
                    || (constructs(target, Date.class) && parameters(target).isEmpty())
                    || calls(target, CompletableFuture.class, "orTimeout", "completeOnTimeout", "delayedExecutor");
        }
    },
    /// Waiting by the clock where one should wait for an event.
    SLEEP("sleep: wait for the event, or schedule") {
        @Override
        boolean isReachedBy(AccessTarget target) {
            return calls(target, Thread.class, "sleep") || calls(target, TimeUnit.class, "sleep");
        }
    },
    /// Random numbers that nobody seeded.
    RANDOM("use random numbers that nobody seeded: take a RandomGenerator as a parameter") {
        @Override
        boolean isReachedBy(AccessTarget target) {
            return calls(target, Math.class, "random")
                    || calls(target, ThreadLocalRandom.class, "current")
                    || calls(target, UUID.class, "randomUUID")
                    || calls(target, RandomGenerator.class, "getDefault", "of")
                    || (isNamed(target, JavaConstructor.CONSTRUCTOR_NAME)
                            && target.getOwner().isAssignableTo(RandomGenerator.class)
                            && parameters(target).isEmpty());
        }
    },
    /// Threads, and pools of them.
    THREAD("start threads or make pools of them: take an Executor as a parameter") {
        @Override
        boolean isReachedBy(AccessTarget target) {
            return constructs(target, Thread.class)
                    || calls(target, Thread.class, "ofPlatform", "ofVirtual", "startVirtualThread")
                    || target.getOwner().isEquivalentTo(Executors.class)
                    || constructs(target, ExecutorService.class)
                    || constructs(target, Timer.class);
        }
    },
    /// The pool that everybody in the JVM shares, which one blocking task can starve.
    COMMON_POOL("run on the common pool: pass an Executor") {
        @Override
        boolean isReachedBy(AccessTarget target) {
            return calls(target, ForkJoinPool.class, "commonPool")
                    || isNamed(target, "parallelStream")
                    || calls(target, BaseStream.class, "parallel")
                    || (target.getOwner().isAssignableTo(CompletableFuture.class)
                            && target.getName().endsWith("Async")
                            && parameters(target).stream().noneMatch(type -> type.isAssignableTo(Executor.class)));
        }
    },
    /// Memory that costs a copy for each of a million virtual threads.
    THREAD_LOCAL("keep state in a ThreadLocal: confine it to an actor, or use a ScopedValue") {
        @Override
        boolean isReachedBy(AccessTarget target) {
            return constructs(target, ThreadLocal.class) || calls(target, ThreadLocal.class, "withInitial");
        }
    };

    private final String advice;

    Ambient(String advice) {
        this.advice = advice;
    }

    /// What a class must not do, and what it should do then: completes "no class should …".
    String advice() {
        return advice;
    }

    /// Whether a call of this target, or a reference to it, picks the thing out of the air.
    abstract boolean isReachedBy(AccessTarget target);

    /// Whether a class's own code reaches for it in this access.
    boolean isReachedBy(JavaAccess<?> access) {
        return isReachedBy(access.getTarget());
    }

    private static boolean calls(AccessTarget target, Class<?> owner, String... names) {
        return target.getOwner().isAssignableTo(owner) && Set.of(names).contains(target.getName());
    }

    private static boolean constructs(AccessTarget target, Class<?> type) {
        return isNamed(target, JavaConstructor.CONSTRUCTOR_NAME)
                && target.getOwner().isAssignableTo(type);
    }

    private static boolean isNamed(AccessTarget target, String name) {
        return target.getName().equals(name);
    }

    private static List<JavaClass> parameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call ? call.getRawParameterTypes() : List.of();
    }
}
