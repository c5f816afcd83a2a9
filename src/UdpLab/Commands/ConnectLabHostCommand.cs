using System.Collections.Concurrent;
using System.Management.Automation;
using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Connect-LabHost: makes Linux machines lab hosts over SSH.</summary>
[Cmdlet(VerbsCommunications.Connect, "LabHost")]
[OutputType(typeof(LabHost))]
public sealed class ConnectLabHostCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    [Parameter]
    [Alias("IdentityFilePath")]
    [ValidateNotNullOrEmpty]
    public string? KeyFilePath { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HostKeyFingerprint { get; set; }

    [Parameter]
    public SwitchParameter AcceptNewHostKey { get; set; }

    [Parameter]
    public SwitchParameter Sudo { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double ConnectTimeout { get; set; } = SshTarget.DefaultTimeoutSeconds;

    private readonly List<string> _hostNames = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _hostNames.AddRange(HostName);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Name.Length > 0 && Name.Length != _hostNames.Count)
        {
            Refuse("InvalidArgument.Name", nameof(Name), Name, $"-Name gives {Name.Length} names for {_hostNames.Count} hosts; give one each, or none.");
        }

        if (HostKeyFingerprint is not null && !Regex.IsMatch(HostKeyFingerprint, "^(SHA256:)?[A-Za-z0-9+/]{43}=?$"))
        {
            Refuse("InvalidArgument.HostKeyFingerprint", nameof(HostKeyFingerprint), HostKeyFingerprint, $"-HostKeyFingerprint '{HostKeyFingerprint}' is no SHA-256 fingerprint as ssh prints it: SHA256: and 43 characters.");
        }

        if (HostKeyFingerprint is not null && _hostNames.Count > 1)
        {
            Refuse("InvalidArgument.HostKeyFingerprint", nameof(HostKeyFingerprint), HostKeyFingerprint, $"-HostKeyFingerprint is one host's, and -HostName gives {_hostNames.Count}; connect them one by one.");
        }

        BlockingCollection<(int Index, string? Verbose)> news = [];
        Task<SshLabHost>[] connecting = [.. _hostNames.Select((name, i) => Task.Run(() => SshLabHost.Connect(
            Target(name, i),
            text =>
            {
                try
                {
                    news.Add((i, text));
                }
                catch (InvalidOperationException)
                {
                    // The cmdlet has ended.
                }
            },
            Cancel)))];
        _ = Task.WhenAll(connecting).ContinueWith(_ => news.CompleteAdding(), TaskScheduler.Default);
        foreach ((_, string? verbose) in news.GetConsumingEnumerable())
        {
            WriteVerbose(verbose!);
        }

        for (int i = 0; i < connecting.Length; i++)
        {
            Hand(connecting[i], _hostNames[i]);
        }

        if (Cancel.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Hand(Task<SshLabHost> connecting, string hostName)
    {
        try
        {
            SshLabHost host = connecting.GetAwaiter().GetResult();
            if (Cancel.IsCancellationRequested)
            {
                host.Dispose();
                return;
            }

            try
            {
                LabHosts.Add(host);
            }
            catch
            {
                host.Dispose();
                throw;
            }

            WriteObject(host);
        }
        catch (LabException e)
        {
            WriteError(Record(e, hostName));
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: said once, at the end.
        }
    }

    private SshTarget Target(string hostName, int index) => new()
    {
        HostName = hostName,
        Name = Name.Length > 0 ? Name[index] : null,
        UserName = UserName ?? (Credential is null ? null : Credential.UserName),
        Port = Port > 0 ? Port : null,
        KeyFilePath = KeyFilePath is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(KeyFilePath),
        Secret = Credential?.GetNetworkCredential().Password,
        HostKeyFingerprint = HostKeyFingerprint,
        AcceptNewHostKey = AcceptNewHostKey,
        Sudo = Sudo,
        Timeout = MyInvocation.BoundParameters.ContainsKey(nameof(ConnectTimeout)) ? TimeSpan.FromSeconds(ConnectTimeout) : null,
    };
}
