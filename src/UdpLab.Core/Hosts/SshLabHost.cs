using Renci.SshNet.Common;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A machine reached over SSH.</summary>
internal sealed class SshLabHost : LabHost, IDisposable
{
    // One agent for the sink and one for the flood of a pipeline: ready in advance, they cost no round trip.
    private const int Spares = 2;
    private static readonly TimeSpan _lookPatience = TimeSpan.FromSeconds(2);

    private readonly SshLine _line;
    private readonly SshProbe _facts;
    private readonly Action<string> _verbose;
    private readonly List<AgentSession> _spares = [];
    private readonly HashSet<AgentSession> _all = [];
    private readonly object _delivering = new();

    private SshLabHost(string name, SshLine line, SshProbe facts, bool sudo, Action<string> verbose)
    {
        Name = name;
        Sudo = sudo && facts.UserId != 0;
        _line = line;
        _facts = facts;
        AgentPath = facts.HasSha256Sum ? facts.AgentPath : "";
        _verbose = verbose;
        line.Client.ErrorOccurred += (_, e) => Break(e.Exception.Message);
    }

    public override string Name { get; }

    public override LabHostKind Kind => LabHostKind.Ssh;

    /// <summary>The address it is reached at.</summary>
    public string HostName => _line.HostName;

    /// <summary>SSH port.</summary>
    public int Port => _line.Port;

    /// <summary>The user name there.</summary>
    public string UserName => _line.UserName;

    /// <summary>SHA-256 of its host key, as ssh prints it.</summary>
    public string HostKeyFingerprint => _line.Fingerprint;

    /// <summary>Whether the agent runs through sudo.</summary>
    public bool Sudo { get; }

    /// <summary>The runspace that connected it.</summary>
    internal Guid Owner { get; init; }

    /// <summary>The agent's path there.</summary>
    public string AgentPath { get; private set; } = "";

    /// <summary>Connects, uploads the agent if needed, and starts one.</summary>
    public static SshLabHost Connect(SshTarget given, Action<string> write, CancellationToken cancel)
    {
        void verbose(string message) => write(HostText.Clean(message));
        SshTarget target = given.Parsed();
        SshLine line = SshLine.Connect(target, verbose, cancel);
        SshLabHost? host = null;
        try
        {
            using CancellationTokenRegistration stop = cancel.Register(line.Dispose);
            host = new SshLabHost(target.Name!, line, SshProbe.Ask(line.Client, target.Name!), target.Sudo, verbose) { Owner = target.Owner };
            host.OpenAgent().Dispose();
            host.OpenSpare();
            return host;
        }
        catch (Exception e) when (e is not LabException)
        {
            Abandon();
            cancel.ThrowIfCancellationRequested();
            throw e is SshOperationTimeoutException
                ? new LabException(FailureCode.Connection, $"{target.Name}: the host gave no answer while the agent was brought there: {e.Message}", "HostName", e)
                : SshFailure.Is(e)
                ? new LabException(FailureCode.Connection, $"{target.Name}: the connection broke while the agent was brought there: {e.Message}", "HostName", e)
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
            host?.Dispose();
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
        lock (_spares)
        {
            all = [.. _all];
            _all.Clear();
            _spares.Clear();
        }

        Parallel.ForEach(all, agent => agent.Close());
        _line.Dispose();
    }

    private protected override AgentSession StartAgent() => TakeSpare() ?? StartNew();

    private void Forget(AgentSession agent)
    {
        lock (_spares)
        {
            _spares.Remove(agent);
            _all.Remove(agent);
        }
    }

    private AgentSession? TakeSpare()
    {
        lock (_spares)
        {
            while (_spares.Count > 0)
            {
                AgentSession spare = _spares[^1];
                _spares.RemoveAt(_spares.Count - 1);
                if (spare.IsAlive)
                {
                    return spare;
                }

                _all.Remove(spare);
            }
        }

        return null;
    }

    private void TakeBack(AgentSession agent)
    {
        lock (_spares)
        {
            if (State == LabHostState.Available && _spares.Count < Spares)
            {
                _spares.Add(agent);
                return;
            }

            _all.Remove(agent);
        }

        agent.Close();
    }

    /// <summary>Runs in the background; a failure surfaces at the next use.</summary>
    private void OpenSpare() => _ = Task.Run(() =>
    {
        try
        {
            lock (_delivering)
            {
                StartNew(takeSpare: false).Dispose();
            }
        }
        catch (LabException e)
        {
            _verbose(e.Message);
        }
    });

    private AgentSession StartNew(bool takeSpare = true)
    {
        try
        {
            lock (_delivering)
            {
                // One may have become ready while another was being started.
                if (takeSpare && TakeSpare() is { } spare)
                {
                    return spare;
                }

                AgentSession agent = Launch();
                agent.Home = TakeBack;
                agent.Lost = () => Lose(agent);
                agent.Closed = () => Forget(agent);
                lock (_spares)
                {
                    _all.Add(agent);
                }

                return agent;
            }
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            if (!SshFailure.IsUp(_line.Client))
            {
                State = LabHostState.Lost;
                throw new LabException(FailureCode.Connection, $"{Name}: the connection is lost ({e.Message.TrimEnd('.')}). Reconnect with Connect-LabHost.", "LabHost", e);
            }

            throw new LabException(FailureCode.Busy, $"{Name}: sshd refused another session on this connection ({e.Message.TrimEnd('.')}); its limit is MaxSessions (10 by default). Wait for a cmdlet to end, or connect again with another -Name.", "LabHost", e);
        }
    }

    /// <summary>Starts the agent; uploads it again if it is gone or was changed, and to another directory if it cannot run where it is.</summary>
    private AgentSession Launch()
    {
        AgentDelivery delivery = new(_line.Client, Name, _facts, _verbose);
        bool broughtAnew = false;
        while (true)
        {
            if (AgentPath.Length == 0)
            {
                AgentPath = delivery.Deliver();
            }

            if (!_facts.HasSha256Sum && !delivery.IsIntact(AgentPath))
            {
                if (broughtAnew)
                {
                    throw new LabException(FailureCode.System, $"{Name}: {AgentPath} does not read back as it was written; check the disk.", "HostName");
                }

                broughtAnew = true;
                AgentPath = "";
                continue;
            }

            SshAgentChannel channel = new(_line.Client, AgentCommand.Line(AgentPath, AgentDelivery.Sha256, _facts.HasSha256Sum, Sudo));
            try
            {
                return AgentSession.Open(Name, channel);
            }
            catch (LabException e) when (channel.ExitStatus is int status && e.Code == FailureCode.System)
            {
                switch (status)
                {
                    case AgentCommand.Missing or AgentCommand.Changed when !broughtAnew:
                        _verbose($"{Name}: {AgentPath} is missing or was changed; uploading it again.");
                        broughtAnew = true;
                        AgentPath = "";
                        break;
                    case AgentCommand.NotExecutable when !e.Message.Contains("sudo:", StringComparison.Ordinal):
                        delivery.Refuse(AgentPath, "programs cannot run from there (noexec)");
                        AgentPath = "";
                        break;
                    default:
                        throw Sudo && e.Message.Contains("sudo", StringComparison.Ordinal)
                            ? new LabException(FailureCode.PermissionDenied, $"{e.Message.Trim().TrimEnd('.')}. -Sudo uses 'sudo -n', which never asks for a password: let {UserName} run the agent without one (NOPASSWD in sudoers), connect as root, or omit -Sudo.", "Sudo", e)
                            : e;
                }
            }
        }
    }

    /// <summary>The connection reported that it broke; silent failures are found by the agents' heartbeats.</summary>
    private void Break(string cause)
    {
        AgentSession[] all;
        lock (_spares)
        {
            all = [.. _all];
        }

        foreach (AgentSession agent in all)
        {
            agent.Die(cause);
        }
    }

    /// <summary>An agent's channel ended unexpectedly: either the agent died, or the whole connection.</summary>
    private void Lose(AgentSession agent)
    {
        lock (_spares)
        {
            _spares.Remove(agent);
            if (!_all.Remove(agent) || State != LabHostState.Available)
            {
                return;
            }
        }

        _ = Task.Run(() =>
        {
            if (!Answers())
            {
                State = LabHostState.Lost;
                Dispose();
            }
            else if (agent.FellSilent)
            {
                KillFrozen(agent);
            }
        });
    }

    private bool Answers() => SshFailure.IsUp(_line.Client) && Run("exit 0");

    /// <summary>The connection is fine but the agent is silent: a stopped process would keep its sockets forever.</summary>
    private void KillFrozen(AgentSession agent) => _ = Run(AgentCommand.KillLine(agent.Hello.ProcessId, Sudo));

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
