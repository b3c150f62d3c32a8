package dev.understudy.sharding;

import dev.understudy.cluster.Member;
import dev.understudy.sharding.ownership.MemberId;
import java.util.HexFormat;

/// How the ownership protocol names the members of the view: by name and incarnation, as they have no disk.
final class MemberIds {
    private MemberIds() {}

    static MemberId of(Member member) {
        var incarnation = member.incarnation();
        var hex = HexFormat.of();
        return new MemberId(
                member.name() + "/" + hex.toHexDigits(incarnation.high()) + hex.toHexDigits(incarnation.low()));
    }
}
