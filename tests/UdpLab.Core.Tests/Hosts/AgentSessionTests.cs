using UdpLab.Wire;

namespace UdpLab.Tests;

public class AgentSessionTests
{
    private static readonly string _hello = FakeAgent.Says(FakeAgent.Hello);

    [Fact]
    public void AnAgentOfAnotherProtocolIsRefused()
    {
        using FakeAgent agent = new(FakeAgent.Says(FakeAgent.Hello with { Protocol = 99 }));
        LabException refusal = Assert.Throws<LabException>(() => agent.Start());

        Assert.Equal("Protocol", refusal.Kind);
        Assert.Contains($"far: the agent speaks protocol 99, this module {Hello.CurrentProtocol}", refusal.Message);
    }

    [Fact]
    public void AnAgentThatEndsAtOnceIsReportedAtOnceWithItsWords()
    {
        using FakeAgent agent = new("!ld.so: something is missing", "exit");
        LabException failure = Assert.Throws<LabException>(() => agent.Start());

        // Instead of reporting ten seconds of silence.
        Assert.Contains("ended unexpectedly: ld.so: something is missing", failure.Message);
    }

    [Theory]
    [InlineData("=this is no JSON")]
    [InlineData("=null")]
    [InlineData("={}")]
    [InlineData("={\"event\":\"nonsense\"}")]
    public void AnAgentThatBabblesIsReportedAtOnce(string line)
    {
        using FakeAgent agent = new(line);
        Assert.DoesNotContain("said nothing", Assert.Throws<LabException>(() => agent.Start()).Message);
    }

    [Fact]
    public void AnAgentThatNeverSpeaksIsGivenUp()
    {
        using FakeAgent agent = new("?");
        LabException failure = Assert.Throws<LabException>(() => agent.Start(patience: TimeSpan.FromSeconds(0.5)));

        Assert.Equal("Protocol", failure.Kind);
        Assert.Contains("sent nothing within 0.5 s", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(30), AgentSession.StartPatience);
    }

    [Fact]
    public void AnAgentThatRefusesToStartIsQuoted()
    {
        using FakeAgent agent = new(FakeAgent.Says(new Failure { Code = FailureCode.PermissionDenied, Message = "no entry", Parameter = "LabHost", Errno = 1 }));
        LabException refusal = Assert.Throws<LabException>(() => agent.Start());

        Assert.Equal(("PermissionDenied", "far: no entry", "LabHost", 1), (refusal.Kind, refusal.Message, refusal.Parameter, refusal.Errno));
    }

    [Fact]
    public void OnThisMachineTheHostsNameIsLeftAway()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Failure { Id = 1, Code = FailureCode.Busy, Message = "taken" }));
        using AgentSession session = agent.Start("local");

        Assert.Equal("taken", Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default)).Message);
    }

    [Fact]
    public void AnswersFindTheirRequests()
    {
        using FakeAgent agent = new(
            _hello,
            "?",
            "?",
            FakeAgent.Says(new FloodStarted { Id = 2, StartedNanoseconds = 22 }),
            FakeAgent.Says(new Interval { Id = 1 }),
            FakeAgent.Says(new FloodStarted { Id = 1, StartedNanoseconds = 11 }));
        using AgentSession session = agent.Start();
        long first = session.Send(id => new StartFlood { Id = id }), second = session.Send(id => new StartFlood { Id = id });

        // An interval that arrives in between is skipped.
        Assert.Equal(11, session.Receive<FloodStarted>(first, default).StartedNanoseconds);
        Assert.Equal(22, session.Receive<FloodStarted>(second, default).StartedNanoseconds);
        Assert.Equal(2, session.Requests);
        Assert.Equal([1L, 2], agent.Asked.Select(r => r.Id));
    }

    [Fact]
    public void AnAnswerOfAnotherKindIsAProtocolError()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Armed { Id = 1 }));
        using AgentSession session = agent.Start();
        LabException failure = Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));

        Assert.Equal("Protocol", failure.Kind);
        Assert.Contains("Armed instead of Done", failure.Message);
    }

    [Fact]
    public void WhatCameBeforeTheEndIsStillDelivered()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Done { Id = 1 }), "!killed by nobody", "exit");
        using AgentSession session = agent.Start();

        session.Ask<Done>(id => new StopFlood { Id = id }, default);
        LabException failure = Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));
        Assert.Contains("ended unexpectedly: killed by nobody", failure.Message);
    }

    [Fact]
    public void ItsLastWordsAreAwaitedWhereARequestFindsItGone()
    {
        using FakeAgent agent = new(_hello, "shut", "0.5", "!killed by nobody", "exit");
        using AgentSession session = agent.Start();

        LabException? failure = null;
        while (failure is null)
        {
            failure = Record.Exception(() => session.Post(id => new StopFlood { Id = id })) as LabException;
        }

        Assert.Contains("ended unexpectedly: killed by nobody", failure.Message);
    }

    [Fact]
    public void GarbageInTheMiddleIsAnErrorAndNoHang()
    {
        using FakeAgent agent = new(_hello, "?", "=}{");
        using AgentSession session = agent.Start();
        using CancellationTokenSource hang = new(TimeSpan.FromSeconds(30));

        Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, hang.Token));
    }

    [Fact]
    public void AWaitIsCancelled()
    {
        using FakeAgent agent = new(_hello, "?");
        using AgentSession session = agent.Start();
        using CancellationTokenSource cancel = new(200);

        Assert.Throws<OperationCanceledException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, cancel.Token));
    }

    [Fact]
    public void AnAgentThatDoesNotHearItsStdinCloseIsKilled()
    {
        using FakeAgent agent = new(_hello, "deaf");
        AgentSession session = agent.Start();
        long start = Environment.TickCount64;
        session.Dispose();

        // It gets a second, and would sleep for thirty.
        Assert.InRange(Environment.TickCount64 - start, 900, 20_000);
    }

    [Fact]
    public void AnAnswerThatBelongsToNoRequestEndsTheWaitOfAll()
    {
        using FakeAgent agent = new(_hello, "?", "?", FakeAgent.Says(new Failure { Code = FailureCode.Protocol, Message = "Not a request: the line is longer than 4,194,304 bytes." }), "30");
        using AgentSession session = agent.Start();
        long first = session.Send(id => new StartFlood { Id = id }), second = session.Send(id => new StartFlood { Id = id });

        LabException failure = Assert.Throws<LabException>(() => session.Receive<FloodStarted>(first, default));
        Assert.Equal("Protocol", failure.Kind);
        Assert.Contains("could not read a request", failure.Message);
        Assert.Contains("longer than 4,194,304 bytes", failure.Message);
        Assert.Throws<LabException>(() => session.Receive<FloodStarted>(second, default));
        Assert.False(session.IsAlive);
    }

    [Fact]
    public void ARequestThatIsTooLongIsNotSent()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Done { Id = 2 }));
        using AgentSession session = agent.Start();

        LabException refusal = Assert.Throws<LabException>(() => session.Ask<Done>(id => new RemoveTestbed { Id = id, Name = new string('x', Request.LongestLine) }, default));
        Assert.Contains("at most 4,194,304", refusal.Message);
        session.Ask<Done>(id => new StopFlood { Id = id }, default);
        Assert.Single(agent.Asked);
    }

    [Fact]
    public void NothingIsKeptOfWhatIsAnswered()
    {
        const int rounds = 50;
        using FakeAgent agent = new([_hello, .. Enumerable.Range(1, rounds).SelectMany(i => new[] { "?", FakeAgent.Says(i % 2 == 0 ? new Done { Id = i } : new Failure { Id = i, Code = FailureCode.Busy, Message = "taken" }) })]);
        using AgentSession session = agent.Start();
        for (int i = 1; i <= rounds; i++)
        {
            if (i % 2 == 0)
            {
                session.Ask<Done>(id => new StopFlood { Id = id }, default);
            }
            else
            {
                Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));
            }
        }

        session.Post(id => new StopFlood { Id = id });
        Assert.Equal(0, session.Kept);
    }

    [Fact]
    public void LosingTheLineIsToldOnce()
    {
        using FakeAgent agent = new(_hello, "?", "exit");
        int losses = 0;
        using AgentSession session = agent.Start();
        session.Lost = () => Interlocked.Increment(ref losses);
        Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));
        session.Die("the host closed it");

        // The reader's thread may be the one that tells it.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref losses) > 0, 20_000));
        Assert.False(session.IsAlive);
        session.Close();
        Assert.Equal(1, losses);
    }

    [Fact]
    public void AnAgentIsResetAndGivenBack()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Failure { Id = 1, Code = FailureCode.Busy, Message = "taken" }), "?", FakeAgent.Says(new Done { Id = 2 }));
        using AgentSession session = agent.Start();
        AgentSession? home = null;
        session.Home = given => home = given;

        // A refusal is an answer like another.
        Assert.Throws<LabException>(() => session.Ask<SinkReady>(id => new OpenSink { Id = id, Address = "::" }, default));
        session.Dispose();

        Assert.Same(session, home);
        Assert.True(session.IsAlive);
        Assert.Equal(["OpenSink", "Reset"], agent.Asked.Select(r => r.GetType().Name));
        session.Home = null;
        session.BeginUse();
    }

    [Fact]
    public void AWaitForOneThatWasGivenBackEnds()
    {
        using FakeAgent agent = new(_hello, "?", "?", FakeAgent.Says(new Done { Id = 2 }));
        AgentSession session = agent.Start();
        AgentSession? home = null;
        session.Home = given => home = given;
        long asked = session.Send(id => new StopFlood { Id = id });
        session.Dispose();

        Assert.Same(session, home);
        LabException failure = Assert.Throws<LabException>(() => session.Receive<Done>(asked, default));
        Assert.Equal((FailureCode.Connection, "far: the agent was released before it answered."), (failure.Code, failure.Message));
        session.Close();
    }

    [Theory]
    [InlineData("System")]
    [InlineData("Protocol")]
    public void AnAgentThatFailedIsNotUsedAgain(string code)
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Failure { Id = 1, Code = Enum.Parse<FailureCode>(code), Message = "it is broken" }));
        AgentSession session = agent.Start();
        session.Home = _ => Assert.Fail("It was given back.");
        Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));
        session.Dispose();

        Assert.True(SpinWait.SpinUntil(() => !session.IsAlive, 30_000));
    }

    [Fact]
    public void AnAgentThatWasInterruptedIsNotUsedAgain()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Done { Id = 1 }));
        using CancellationTokenSource stop = new();
        AgentSession session = agent.Start();
        session.Home = _ => Assert.Fail("It was given back.");
        session.Ask<Done>(id => new StopFlood { Id = id }, stop.Token);

        // Ctrl-C while no request is pending.
        stop.Cancel();
        session.Dispose();

        Assert.True(SpinWait.SpinUntil(() => !session.IsAlive, 30_000));
    }

    [Fact]
    public void AnAgentThatHasWaitedSaysWhatItsHostIsLikeByNow()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(FakeAgent.Hello with { Id = 1, OnlineCpus = [0], Interfaces = ["eth7"] }));
        using AgentSession session = agent.Start();

        Assert.True(session.Renew());
        session.BeginUse();

        Assert.Equal([0], session.Hello.OnlineCpus);
        Assert.Equal(["eth7"], session.Hello.Interfaces);
        Assert.Equal(0, session.Requests);
    }

    [Fact]
    public void AnAgentThatDoesNotAnswerIsReplaced()
    {
        using FakeAgent agent = new(_hello, "?", "exit");
        using AgentSession session = agent.Start();

        Assert.False(session.Renew());
    }

    [Fact]
    public void ClosingIsNoLoss()
    {
        using FakeAgent agent = new(_hello, "?");
        int lost = 0, closed = 0;
        AgentSession session = agent.Start();
        session.Lost = () => Interlocked.Increment(ref lost);
        session.Closed = () => Interlocked.Increment(ref closed);
        session.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !session.IsAlive, 5000));
        Assert.Equal((0, 1), (lost, closed));
    }
}
