using UdpLab.Wire;

namespace UdpLab;

/// <content>Starting agents at the other end.</content>
internal sealed partial class SshLink
{
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
                // Another agent may have become ready while one was being started.
                if (takeSpare && _idle.Take() is { } spare)
                {
                    return spare;
                }

                AgentSession agent = Launch();
                agent.Home = TakeBack;
                agent.Lost = () => Lose(agent);
                agent.Closed = () => Forget(agent);
                lock (_all)
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
        bool uploadedAgain = false;
        while (true)
        {
            if (_agentPath.Length == 0)
            {
                _agentPath = delivery.Deliver();
            }

            if (!_facts.HasSha256Sum && !delivery.IsIntact(_agentPath))
            {
                if (uploadedAgain)
                {
                    throw new LabException(FailureCode.System, $"{Name}: {_agentPath} does not read back as it was written; check the disk.", "HostName");
                }

                uploadedAgain = true;
                _agentPath = "";
                continue;
            }

            SshAgentChannel channel = new(_line.Client, AgentCommand.Line(_agentPath, _facts.Agent.Sha256, _facts.HasSha256Sum, _sudo));
            try
            {
                return AgentSession.Open(Name, channel);
            }
            catch (LabException e) when (channel.ExitStatus is int status && e.Code == FailureCode.System)
            {
                switch (status)
                {
                    case AgentCommand.Missing or AgentCommand.Changed when !uploadedAgain:
                        _verbose($"{Name}: {_agentPath} is missing or was changed; uploading it again.");
                        uploadedAgain = true;
                        _agentPath = "";
                        break;
                    case AgentCommand.NotExecutable when !e.Message.Contains("sudo:", StringComparison.Ordinal):
                        delivery.Refuse(_agentPath, "programs cannot run from there (noexec)");
                        _agentPath = "";
                        break;
                    default:
                        throw _sudo && e.Message.Contains("sudo", StringComparison.Ordinal)
                            ? new LabException(FailureCode.PermissionDenied, $"{e.Message.Trim().TrimEnd('.')}. -Sudo uses 'sudo -n', which never asks for a password: let {_line.UserName} run the agent without one (NOPASSWD in sudoers), connect as root, or omit -Sudo.", "Sudo", e)
                            : e;
                }
            }
        }
    }
}
