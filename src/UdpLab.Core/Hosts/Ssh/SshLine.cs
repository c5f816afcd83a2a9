using System.Globalization;
using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>An authenticated SSH connection, including its jump connections.</summary>
internal sealed class SshLine : IDisposable
{
    private static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(5);
    private const int MaximumJumps = 8;
    private const int DefaultPort = 22;
    private readonly SshLine? _jump;

    private SshLine(SshClient client, SshLine? jump, string hostName, int port, string fingerprint)
    {
        Client = client;
        _jump = jump;
        HostName = hostName;
        Port = port;
        UserName = client.ConnectionInfo.Username;
        Fingerprint = fingerprint;
    }

    public SshClient Client { get; }

    public string HostName { get; }

    public int Port { get; }

    public string UserName { get; }

    public string Fingerprint { get; }

    /// <summary>Connects; every error names its parameter.</summary>
    /// <param name="target">The host and how to log in.</param>
    /// <param name="verbose">Receives verbose messages.</param>
    /// <param name="cancel">Stops the attempt.</param>
    /// <param name="jumps">Number of hosts to be reached through this one.</param>
    /// <param name="way">Jump hosts before this one; overrides its own ProxyJump and ProxyCommand.</param>
    public static SshLine Connect(SshTarget target, Action<string> verbose, CancellationToken cancel, int jumps = 0, string? way = null)
    {
        SshConfig config = SshConfig.For(target.HostName, SshFiles.Config, SshFiles.SystemConfig, target.UserName, target.Port);
        foreach (string word in config.NotUnderstood)
        {
            verbose(word);
        }

        if (way is null && config.ProxyCommand is { } proxy)
        {
            throw new LabException(FailureCode.NotSupported, $"-HostName {target.HostName}: {proxy} has a ProxyCommand, which UdpLab does not run, and without it a different host might answer; use ProxyJump.", "HostName");
        }

        string hostName = config.HostName ?? target.HostName;
        int port = target.Port ?? config.Port ?? DefaultPort;
        string userName = target.UserName ?? config.User ?? Environment.UserName;
        TimeSpan timeout = target.Timeout ?? config.ConnectTimeout ?? TimeSpan.FromSeconds(SshTarget.DefaultTimeoutSeconds);
        SshAuthentication authentication = SshAuthentication.For(target, config, userName, verbose);

        // An alias has no port in known_hosts, as in ssh.
        SshHostKey hostKey = new(target, config, config.HostKeyAlias ?? hostName, config.HostKeyAlias is null ? port : DefaultPort, verbose);
        SshLine? jump = (way ?? config.ProxyJump) is { } via ? Jump(target, via, verbose, cancel, jumps) : null;
        (string address, int at) = jump is null ? (hostName, port) : jump.Forward(hostName, port);
        SshClient client = new(new ConnectionInfo(address, at, userName, authentication.Methods)
        {
            Timeout = timeout,
            ChannelCloseTimeout = TimeSpan.FromSeconds(1),
        })
        {
            KeepAliveInterval = config.ServerAliveInterval is { Ticks: > 0 } interval ? interval : _keepAlive,
        };
        try
        {
            hostKey.Prefer(client.ConnectionInfo);
            client.HostKeyReceived += hostKey.Check;
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(timeout);
            client.ConnectAsync(patience.Token).GetAwaiter().GetResult();
            verbose($"{target.Name}: connected to {userName}@{hostName}:{port}, host key {hostKey.Fingerprint}, {client.ConnectionInfo.CurrentKeyExchangeAlgorithm}, {client.ConnectionInfo.CurrentClientEncryption}.");
            return new SshLine(client, jump, hostName, port, hostKey.Fingerprint);
        }
        catch (Exception e)
        {
            client.Dispose();
            jump?.Dispose();
            cancel.ThrowIfCancellationRequested();
            string where = $"{target.Name}: {userName}@{hostName} port {port}{(jump is null ? "" : $" through {jump.HostName}")}";
            string remedy = target.IsJump ? "Give its User and IdentityFile in ssh_config" : "Give another -KeyFilePath, -Credential or -UserName";
            throw hostKey.Refusal ?? e switch
            {
                LabException refused => refused,
                SshAuthenticationException => new LabException(FailureCode.PermissionDenied, $"{where}: the host refused the user ({e.Message.TrimEnd('.')}); {authentication.Tried}. {remedy}.", target.IsJump ? "HostName" : "UserName", e),
                OperationCanceledException or SshOperationTimeoutException => new LabException(FailureCode.Connection, string.Create(CultureInfo.InvariantCulture, $"{where}: no SSH connection within -ConnectTimeout {timeout.TotalSeconds:0.###} s."), "ConnectTimeout", e),
                SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.HostNotFound or SocketError.NoData or SocketError.NoRecovery } =>
                    new LabException(FailureCode.Connection, $"{where}: the name {hostName} cannot be resolved here (getent ahosts {hostName}). Give an IP address, a name that resolves, or an alias of ~/.ssh/config.", "HostName", e),
                _ when SshFailure.Is(e) => new LabException(FailureCode.Connection, $"{where}: {e.Message.TrimEnd('.')}.", "HostName", e),
                _ => e,
            };
        }
    }

    public void Dispose()
    {
        // Disconnecting a dead connection blocks, so do not wait for it.
        Task farewell = Task.Run(() =>
        {
            Client.Dispose();
            _jump?.Dispose();
        });
        _ = farewell.Wait(TimeSpan.FromSeconds(1));
    }

    /// <summary>Connects to the jump host, without the secret meant for the host behind it.</summary>
    private static SshLine Jump(SshTarget target, string via, Action<string> verbose, CancellationToken cancel, int jumps)
    {
        if (jumps >= MaximumJumps)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-HostName {target.HostName}: ProxyJump goes through more than {MaximumJumps} hosts.", "HostName");
        }

        // Of several hosts the last is reached through the ones before it.
        (string? way, string last) = via.LastIndexOf(',') is >= 0 and var comma ? (via[..comma], via[(comma + 1)..]) : (null, via);
        try
        {
            return Connect(
                new SshTarget { HostName = last, AcceptNewHostKey = target.AcceptNewHostKey, Timeout = target.Timeout, IsJump = true }.Parsed(),
                verbose,
                cancel,
                jumps + 1,
                way);
        }
        catch (LabException e)
        {
            throw new LabException(e.Code, $"{target.Name}: ProxyJump {last}: {e.Message}", e.Parameter, e);
        }
    }

    private (string Host, int Port) Forward(string hostName, int port)
    {
        ForwardedPortLocal forward = new("127.0.0.1", 0, hostName, (uint)port);
        Client.AddForwardedPort(forward);
        forward.Start();
        return ("127.0.0.1", (int)forward.BoundPort);
    }
}
