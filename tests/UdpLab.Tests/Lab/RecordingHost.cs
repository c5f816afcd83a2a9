using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace UdpLab.Tests;

/// <summary>A host that displays nothing and records warnings, including those written while a pipeline is being stopped.</summary>
internal sealed class RecordingHost : PSHost
{
    private readonly Screen _screen = new();

    public IReadOnlyCollection<string> Warnings => _screen.Warnings;

    /// <summary>Lines written to the host, such as those of -WhatIf.</summary>
    public IReadOnlyCollection<string> Lines => _screen.Lines;

    /// <summary>Questions asked.</summary>
    public IReadOnlyCollection<string> Questions => _screen.Questions;

    /// <summary>The choice that answers questions, 0 for yes; null if the session is not interactive.</summary>
    public int? Answer
    {
        set => _screen.Answer = value;
    }

    public override string Name => "UdpLab.Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _screen;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public void Clear()
    {
        _screen.Warnings.Clear();
        _screen.Lines.Clear();
        _screen.Questions.Clear();
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class Screen : PSHostUserInterface
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ConcurrentQueue<string> Lines { get; } = new();

        public ConcurrentQueue<string> Questions { get; } = new();

        public int? Answer { get; set; }

        public override PSHostRawUserInterface RawUI => null!;

        public override void WriteWarningLine(string message) => Warnings.Enqueue(message);

        public override void Write(string value)
        {
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteLine(string value) => Lines.Enqueue(value);

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Enqueue($"{message} [{choices[defaultChoice].Label.Replace("&", "", StringComparison.Ordinal)}]");
            return Answer ?? throw new NotSupportedException();
        }
    }
}
