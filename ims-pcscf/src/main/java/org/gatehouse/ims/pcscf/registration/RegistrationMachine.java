package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.register.Edge;

/**
 * The P-CSCF's part in the registration of one user at one address (TS 33.203 clauses 6.1, 7.2 to
 * 7.4). Pure: no clock, no randomness, no socket; see {@link RegistrationState} for the diagram.
 */
public final class RegistrationMachine {
    private final RegistrationPolicy policy;
    private final Arrivals arrivals;
    private final HomeAnswers answers;
    private final Grants grants;

    public RegistrationMachine(RegistrationPolicy policy, Edge edge) {
        this.policy = policy;
        this.arrivals = new Arrivals(policy, edge);
        this.answers = new HomeAnswers(policy);
        this.grants = new Grants(policy);
    }

    public Step<RegistrationState, RegistrationEffect> on(
            RegistrationState now, RegistrationEvent event, Instant at) {
        Turn turn = new Turn(now, at);
        SetRules.timeCame(turn, policy);
        switch (event) {
            case RegistrationEvent.RegisterCame came -> arrivals.registerCame(turn, came);
            case RegistrationEvent.HomeAnswered came ->
                    answers.answered(turn, came.exchange(), came.response());
            case RegistrationEvent.HomeSilent silent -> answers.silent(turn, silent.exchange());
            case RegistrationEvent.Reserved reserved -> answers.reserved(turn, reserved);
            case RegistrationEvent.NothingFree none ->
                    answers.nothingFree(turn, none.exchange(), none.reason());
            case RegistrationEvent.Installed installed ->
                    answers.installed(turn, installed.exchange());
            case RegistrationEvent.InstallFailed failed ->
                    answers.installFailed(turn, failed.exchange(), failed.reason());
            case RegistrationEvent.TrafficCame came ->
                    SetRules.trafficCame(turn, came.set(), came.opensTransaction());
            case RegistrationEvent.TrafficLeft left -> SetRules.trafficLeft(turn, left.set());
            case RegistrationEvent.TransactionOver over ->
                    SetRules.transactionOver(turn, over.set());
            case RegistrationEvent.SetExhausted gone -> SetRules.exhausted(turn, gone.set());
            case RegistrationEvent.Moved moved -> SetRules.moved(turn);
            case RegistrationEvent.ChallengeVoid gone ->
                    SetRules.challengeVoid(turn, gone.reason());
            case RegistrationEvent.EndedByHome ended -> grants.endedByHome(turn, ended.those());
            case RegistrationEvent.ShortenedByHome shortened ->
                    Grants.shortenedByHome(turn, shortened.impus(), shortened.until());
            case RegistrationEvent.TimeCame time -> {
                // done above
            }
        }
        SetRules.settle(turn, policy);
        return turn.done(now, policy);
    }
}
