package dev.understudy.remoting;

import dev.understudy.actor.ActorRef;
import dev.understudy.cluster.Role;
import java.util.List;
import java.util.function.Predicate;

/// Who does something in the cluster, as one member knew at one moment; in an order that is the same on all members.
///
/// @param <M> what they accept
/// @param key what they do
/// @param services who they are
public record Listing<M>(ServiceKey<M> key, List<Service<M>> services) {
    public Listing {
        services = List.copyOf(services);
    }

    /// Their refs.
    public List<ActorRef<M>> refs() {
        return services.stream().map(Service::ref).toList();
    }

    /// Those on members of this role.
    public Listing<M> withRole(Role role) {
        return where(service -> service.member().role() == role);
    }

    /// Those on members of this zone.
    public Listing<M> inZone(String zone) {
        return where(service -> service.member().zone().equals(zone));
    }

    /// Those on the member of this name: one or several if it is in view and has registered any.
    public Listing<M> on(String member) {
        return where(service -> service.member().name().equals(member));
    }

    private Listing<M> where(Predicate<Service<M>> condition) {
        return new Listing<>(key, services.stream().filter(condition).toList());
    }

    /// Whether nobody does it.
    public boolean isEmpty() {
        return services.isEmpty();
    }
}
