using Renci.SshNet.Common;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A connection over SSH to a machine, and the agents on it.</summary>
internal sealed partial class SshLink : HostLink, IDisposable
{
    // A busy host starts a shell slowly; to take its line for dead would leave a frozen agent running. Nobody waits for this.
    private static readonly TimeSpan _lookPatience = TimeSpan.FromSeconds(10);

    private readonly SshLine _line;
    private readonly SshProbe _facts;
    private readonly bool _sudo;
    private readonly Action<string> _verbose;
    private readonly IdleAgents _idle = new(IdleAgents.LongTime, _ => true, TimeProvider.System);
    private readonly HashSet<AgentSession> _all = [];
    private readonly object _delivering = new();
    private string _agentPath;

    private SshLink(SshLabHost host, SshLine line, SshProbe facts, Action<string> verbose)
        : base(host)
    {
        _line = line;
        _facts = facts;
        _sudo = host.Sudo;
        _agentPath = host.AgentPath;
        _verbose = verbose;
        line.Client.ErrorOccurred += (_, e) => Break(e.Exception.Message);
    }

    /// <summary>The runspace that connected it.</summary>
    internal Guid Owner { get; init; }

    private string Name => Host.Name;

    /// <summary>Connects, uploads the agent if needed, and starts one.</summary>
    public static SshLink Connect(SshTarget given, Action<string> say, CancellationToken cancel)
    {
        void verbose(string news) => say(HostText.Clean(news));
        SshTarget target = given.Parsed();
        SshLine line = SshLine.Connect(target, verbose, cancel);
        SshLink? link = null;
        try
        {
            using CancellationTokenRegistration stop = cancel.Register(line.Dispose);
            SshProbe facts = SshProbe.Ask(line.Client, target.Name!);
            SshLabHost host = new()
            {
                Name = target.Name!,
                HostName = line.HostName,
                Alias = target.HostName,
                KeyFile = target.KeyFilePath ?? "",
                Port = line.Port,
                UserName = line.UserName,
                HostKeyFingerprint = line.Fingerprint,
                Sudo = target.Sudo && facts.UserId != 0,
                AgentPath = facts.HasSha256Sum ? facts.AgentPath : "",
            };
            link = new SshLink(host, line, facts, verbose) { Owner = target.Owner };
            link.OpenAgent().Dispose();
            link.OpenSpare();
            return link;
        }
        catch (Exception e) when (e is not LabException)
        {
            Abandon();
            cancel.ThrowIfCancellationRequested();
            throw e is SshOperationTimeoutException
                ? new LabException(FailureCode.Connection, $"{target.Name}: the host did not answer while the agent was being delivered: {e.Message}", "HostName", e)
                : SshFailure.Is(e)
                ? new LabException(FailureCode.Connection, $"{target.Name}: the connection broke while the agent was being delivered: {e.Message}", "HostName", e)
                : e;
        }
        catch (LabException e)
        {
            Abandon();
            cancel.ThrowIfCancellationRequested();
            throw e.Code == FailureCode.Connection && e.Parameter != "ConnectTimeout" ? new LabException(e.Code, e.Message, "HostName", e) : new LabException(e.Code, e.Message, e.Parameter, e);
        }

        void Abandon()
        {
            link?.Dispose();
            line.Dispose();
        }
    }

    /// <summary>Closes the connection; agents still running end with it.</summary>
    public void Dispose()
    {
        if (State == LabHostState.Available)
        {
            State = LabHostState.Closed;
        }

        AgentSession[] all;
        lock (_all)
        {
            all = [.. _all];
            _all.Clear();
        }

        Parallel.ForEach(all, agent => agent.Close());
        _line.Dispose();
    }

    public override bool Settle() => _idle.Settle();

    private protected override AgentSession StartAgent() => _idle.Take() ?? StartNew();

    private protected override LabHost Describe(Hello hello) => (SshLabHost)base.Describe(hello) with { AgentPath = _agentPath };

    private void Forget(AgentSession agent)
    {
        _idle.Remove(agent);
        lock (_all)
        {
            _all.Remove(agent);
        }
    }

    private void TakeBack(AgentSession agent)
    {
        if (State == LabHostState.Available)
        {
            _idle.Keep(agent);
        }
        else
        {
            agent.Close();
        }
    }

    /// <summary>The connection reported that it broke; silent failures are found by the agents' heartbeats.</summary>
    private void Break(string cause)
    {
        AgentSession[] all;
        lock (_all)
        {
            all = [.. _all];
        }

        foreach (AgentSession agent in all)
        {
            agent.Die(cause);
        }

        if (all.Length == 0)
        {
            LookAfterLine();
        }
    }

    /// <summary>An agent's channel ended unexpectedly: either the agent died, or the whole connection.</summary>
    private void Lose(AgentSession agent)
    {
        _idle.Remove(agent);
        lock (_all)
        {
            if (!_all.Remove(agent))
            {
                return;
            }
        }

        LookAfterLine(agent);
    }

    private void LookAfterLine(AgentSession? ended = null)
    {
        if (State != LabHostState.Available)
        {
            return;
        }

        _ = Task.Run(() =>
        {
            if (!Answers())
            {
                State = LabHostState.Lost;
                Dispose();
            }
            else if (ended is { FellSilent: true })
            {
                KillFrozen(ended);
            }
        });
    }

    private bool Answers() => SshFailure.IsUp(_line.Client) && Run("exit 0");

    /// <summary>The connection is fine but the agent is silent: a stopped process would keep its sockets forever.</summary>
    private void KillFrozen(AgentSession agent) => _ = Run(AgentCommand.KillLine(agent.Hello.ProcessId, _sudo));

    /// <summary>Runs a command on its own thread: SSH.NET waits longer for a dead connection than we do.</summary>
    private bool Run(string command)
    {
        Task<bool> run = Task.Run(() =>
        {
            try
            {
                _ = SshQuestion.Ask(_line.Client, Name, command, _lookPatience);
                return true;
            }
            catch (Exception e) when (e is LabException || SshFailure.Is(e))
            {
                return false;
            }
        });
        return run.Wait(_lookPatience) && run.Result;
    }
}
