package dev.understudy.serialization;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns a record class and its [RecordRules] into the plan of a [RecordSerializer].
final class RecordCompiler {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final TypeCompiler types;
    private final Map<Class<?>, RecordRules<?>> rules;

    RecordCompiler(TypeCompiler types, Map<Class<?>, RecordRules<?>> rules) {
        this.types = types;
        this.rules = rules;
    }

    RecordRules<?> rulesOf(Class<?> type) {
        return rules.getOrDefault(type, new RecordRules<>());
    }

    /// Gives the serializer its components, its constructor and the way from older versions.
    void complete(RecordSerializer serializer) {
        var type = serializer.type();
        var recordRules = rulesOf(type);
        checkComponentsExist(type, recordRules);
        complete(serializer, recordRules, upcastsOf(serializer.manifest(), recordRules));
    }

    private Map<Integer, RecordSerializer.Upcast> upcastsOf(Manifest manifest, RecordRules<?> recordRules) {
        var upcasts = new TreeMap<Integer, RecordSerializer.Upcast>();
        recordRules.older().forEach((version, older) -> {
            if (version < 1 || version >= manifest.version()) {
                throw new RegistrationException("upcast of " + manifest + " from version " + version
                        + ": the older version must be below the one that is written; raise it with version(…)");
            }
            var serializer = new RecordSerializer(new Manifest(manifest.name(), version), older.type());
            complete(serializer, new RecordRules<>(), Map.of());
            upcasts.put(version, new RecordSerializer.Upcast(serializer, older.conversion()));
        });
        return upcasts;
    }

    private void complete(
            RecordSerializer serializer, RecordRules<?> recordRules, Map<Integer, RecordSerializer.Upcast> upcasts) {
        var type = serializer.type();
        var parts = type.getRecordComponents();
        var plans = new ArrayList<ComponentPlan>();
        for (var part : parts) {
            plans.add(planOf(serializer.manifest(), part, recordRules));
        }
        checkIds(serializer.manifest(), plans);
        serializer.complete(plans, constructorOf(type, parts), upcasts);
    }

    private ComponentPlan planOf(Manifest manifest, RecordComponent part, RecordRules<?> recordRules) {
        var name = part.getName();
        var where = "component " + name + " of " + manifest.name();
        var serializer = types.serializerOf(part.getGenericType(), where);
        return new ComponentPlan(
                recordRules.wireNames().getOrDefault(name, name),
                List.copyOf(recordRules.otherNames().getOrDefault(name, List.of())),
                part.getType(),
                accessorOf(part),
                serializer,
                absentValue(part, recordRules.defaults().get(name), serializer, where));
    }

    private static @Nullable Object absentValue(
            RecordComponent part, @Nullable Object declared, WireSerializer<?> serializer, String where) {
        if (declared == null) {
            return serializer.absentValue();
        }
        Class<?> boxed = MethodType.methodType(part.getType()).wrap().returnType();
        if (!boxed.isInstance(declared)) {
            throw new RegistrationException(where + " defaults to " + declared + ", a "
                    + declared.getClass().getName() + ", but is declared as "
                    + part.getType().getName());
        }
        return declared;
    }

    private static void checkComponentsExist(Class<?> type, RecordRules<?> recordRules) {
        var known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        var named = new ArrayList<String>(recordRules.wireNames().keySet());
        named.addAll(recordRules.otherNames().keySet());
        named.addAll(recordRules.defaults().keySet());
        for (var name : named) {
            if (!known.contains(name)) {
                throw new RegistrationException(
                        type.getName() + " has no component " + name + ", only " + String.join(", ", known));
            }
        }
    }

    private static void checkIds(Manifest manifest, List<ComponentPlan> plans) {
        var seen = new HashMap<Integer, String>();
        for (var plan : plans) {
            var all = new ArrayList<>(plan.otherNames());
            all.add(plan.wireName());
            for (var name : all) {
                var other = seen.put(WireIds.ofComponent(name), name);
                if (other != null) {
                    throw new RegistrationException(
                            "components " + other + " and " + name + " of " + manifest.name() + " meet in the id "
                                    + WireIds.componentText(WireIds.ofComponent(name))
                                    + ": give the newer one another wire name with renamed(…)");
                }
            }
        }
    }

    private static MethodHandle accessorOf(RecordComponent part) {
        try {
            return LOOKUP.unreflect(opened(part.getAccessor(), part.getDeclaringRecord()));
        } catch (IllegalAccessException e) {
            throw closed(part.getDeclaringRecord(), e);
        }
    }

    private static MethodHandle constructorOf(Class<?> type, RecordComponent[] parts) {
        var parameters = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return LOOKUP.unreflectConstructor(opened(type.getDeclaredConstructor(parameters), type));
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every record has its canonical constructor", e);
        } catch (IllegalAccessException e) {
            throw closed(type, e);
        }
    }

    private static <A extends AccessibleObject> A opened(A member, Class<?> type) {
        try {
            member.setAccessible(true);
            return member;
        } catch (InaccessibleObjectException e) {
            throw closed(type, e);
        }
    }

    private static RegistrationException closed(Class<?> type, Exception cause) {
        return new RegistrationException(
                type.getName() + " is in a module that keeps it closed; add to its module-info: opens "
                        + type.getPackageName() + " to dev.understudy.serialization",
                cause);
    }
}
