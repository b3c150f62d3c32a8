package dev.understudy.cluster;

/// Members for tests.
public final class Members {
    private Members() {}

    /// A member that hosts entities, named after its number.
    public static Member member(int number) {
        return member(number, Role.DATA);
    }

    /// A member named after its number.
    public static Member member(int number, Role role) {
        return member("node-" + number, number, role);
    }

    /// A member of that name; the number makes its incarnation.
    public static Member member(String name, int number, Role role) {
        return new Member(
                new Incarnation((long) (number + 1) << 32, number),
                name,
                "127.0.0.1:" + (7800 + number),
                role,
                "zone-" + number % 2,
                1 + number,
                "1.2.3",
                "contract",
                new ProcessIdentity("boot", 4_026_531_836L, 100 + number, 7));
    }
}
