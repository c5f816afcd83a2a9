using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using UdpLab.Loading;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Connect-LabHost: makes Linux machines lab hosts over SSH.</summary>
[Cmdlet(VerbsCommunications.Connect, "LabHost", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(LabHost))]
public sealed class ConnectLabHostCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SshHostCompleter))]
    [Alias("ComputerName")]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? UserName { get; set; }

    [Parameter]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter]
    [Alias("IdentityFilePath")]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? KeyFilePath { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? HostKeyFingerprint { get; set; }

    [Parameter]
    public SwitchParameter AcceptNewHostKey { get; set; }

    [Parameter]
    public SwitchParameter Sudo { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter]
    [Alias("Timeout")]
    [ValidateRange(0.1, 3600.0)]
    [Seconds]
    public double ConnectTimeout { get; set; } = SshTarget.DefaultTimeoutSeconds;

    private readonly List<string> _hostNames = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _hostNames.AddRange(HostName);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Name.Length > 0 && Name.Length != _hostNames.Count)
        {
            Refuse("InvalidArgument.Name", nameof(Name), Name, $"-Name {string.Join(", ", Name)}: {(_hostNames.Count == 1 ? "one host takes one name" : $"{_hostNames.Count} hosts take {_hostNames.Count} names")}; give one each, or none.");
        }

        if (HostKeyFingerprint is not null && !Regex.IsMatch(HostKeyFingerprint, "^(SHA256:)?[A-Za-z0-9+/]{43}=?$"))
        {
            Refuse("InvalidArgument.HostKeyFingerprint", nameof(HostKeyFingerprint), HostKeyFingerprint, $"-HostKeyFingerprint '{HostKeyFingerprint}' is not a SHA-256 fingerprint as ssh prints it: SHA256: and 43 characters.");
        }

        if (HostKeyFingerprint is not null && _hostNames.Count > 1)
        {
            Refuse("InvalidArgument.HostKeyFingerprint", nameof(HostKeyFingerprint), HostKeyFingerprint, $"-HostKeyFingerprint is for one host, and -HostName gives {_hostNames.Count}; connect them one by one.");
        }

        SshTarget[] targets = [.. _hostNames.Select(Target)];
        if (targets.GroupBy(t => t.KnownAs, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            Refuse("InvalidArgument.Name", nameof(Name), twice.Key, $"-Name: {twice.Count()} hosts would be named '{twice.Key}', and the last would replace the others; give each its own -Name.");
        }

        targets = [.. targets.Where(IsWanted)];
        BlockingCollection<string> news = [];
        Task<SshLink>[] connecting = [.. targets.Select(target => Task.Run(() => SshLink.Connect(target, text => Post(news, text), Cancel)))];
        _ = Task.WhenAll(connecting).ContinueWith(_ => news.CompleteAdding(), TaskScheduler.Default);
        bool known = false;
        try
        {
            foreach (string verbose in news.GetConsumingEnumerable())
            {
                WriteVerbose(verbose);
            }

            if (Cancel.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            // All are known before the first is passed on: commands downstream may end the pipeline.
            LabHost[] hosts = [.. connecting.Select((c, i) => Result(c, targets[i].HostName)).OfType<LabHost>()];
            known = true;
            WriteObject(hosts, enumerateCollection: true);
        }
        finally
        {
            if (!known)
            {
                Array.ForEach(connecting, Abandon);
            }
        }
    }

    /// <summary>Whether -WhatIf and -Confirm allow it; they see only the target as given, not ~/.ssh/config.</summary>
    private bool IsWanted(SshTarget target)
    {
        SshTarget parsed = Terminating(target.Parsed, target.HostName);
        string user = parsed.UserName is string name ? name + "@" : "", port = parsed.Port is int number ? string.Create(CultureInfo.InvariantCulture, $" port {number}") : "";
        string known = parsed.Name == parsed.HostName ? "" : $" as {parsed.Name}";
        return ShouldProcess($"{user}{parsed.HostName}{port}", $"Connect over SSH{known}{(AcceptNewHostKey ? ", accept and keep a new host key" : "")}, upload the agent if it is not there, and start it{(Sudo ? " with sudo" : "")}");
    }

    /// <summary>The connected host, registered with the session; null, after an error, if the connection failed.</summary>
    private LabHost? Result(Task<SshLink> connecting, string hostName)
    {
        LabHost? connected = null;
        Try(
            () =>
            {
                SshLink link = connecting.GetAwaiter().GetResult();
                try
                {
                    LabHosts.Add(link);
                    connected = link.Host;
                }
                catch
                {
                    link.Dispose();
                    throw;
                }
            },
            hostName);
        return connected;
    }

    /// <summary>The pipeline ends while hosts are being connected: those connections are closed when they are ready.</summary>
    private static void Abandon(Task<SshLink> connecting) => _ = connecting.ContinueWith(
        done =>
        {
            if (done.IsCompletedSuccessfully)
            {
                LabHosts.Disconnect(done.Result);
            }
        },
        TaskScheduler.Default);

    private static void Post(BlockingCollection<string> news, string text)
    {
        try
        {
            news.Add(text);
        }
        catch (InvalidOperationException)
        {
            // The cmdlet has ended; news of a spare agent is too late.
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
        Owner = ModuleLifetime.Owner,
        Timeout = IsGiven(nameof(ConnectTimeout)) ? TimeSpan.FromSeconds(ConnectTimeout) : null,
    };
}
