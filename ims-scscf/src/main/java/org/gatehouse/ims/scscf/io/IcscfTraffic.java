package org.gatehouse.ims.scscf.io;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.scscf.icscf.ServerDirectory;
import org.gatehouse.ims.scscf.icscf.UserLocation;
import org.gatehouse.ims.scscf.refusal.Refusal;

/** Requests other than REGISTER that pass through one shard of the I-CSCF. */
final class IcscfTraffic {
    private final CxClient cx;
    private final ServerDirectory servers;
    private final InetSocketAddress local;
    private final CoreSender sender;
    private final ProxyOutcomes outcomes;

    IcscfTraffic(
            CxClient cx,
            ServerDirectory servers,
            InetSocketAddress local,
            CoreSender sender,
            ProxyOutcomes outcomes) {
        this.cx = cx;
        this.servers = servers;
        this.local = local;
        this.sender = sender;
        this.outcomes = outcomes;
    }

    void came(ServerTransaction transaction) {
        switch (UserLocation.read(transaction.request(), local)) {
            case UserLocation.Reading.Refused refused ->
                    outcomes.refuse(transaction, refused.refusal());
            case UserLocation.Reading.Read(UserLocation location) ->
                    cx.send(
                            location.question(),
                            outcome -> found(transaction, location.found(outcome, servers)));
        }
    }

    private void found(ServerTransaction transaction, UserLocation.Found found) {
        switch (found) {
            case UserLocation.Found.Nowhere nowhere ->
                    outcomes.refuse(transaction, nowhere.refusal());
            case UserLocation.Found.At at -> {
                outcomes.count("forwarded");
                sender.pass(
                        transaction,
                        at.request(),
                        at.server().address(),
                        () -> outcomes.refuse(transaction, new Refusal.NextHopSilent()));
            }
        }
    }
}
