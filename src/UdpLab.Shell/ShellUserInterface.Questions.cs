using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace UdpLab.Shell;

/// <content>Questions to the person at the terminal.</content>
public sealed partial class ShellUserInterface
{
    /// <inheritdoc/>
    public override string ReadLine()
    {
        RequireTerminal("a line of input");
        return Ask(string.Empty);
    }

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        RequireTerminal("a secret");
        SecureString secret = new SecureString();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                WriteLine(string.Empty);
                secret.MakeReadOnly();
                return secret;
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        ArgumentNullException.ThrowIfNull(descriptions);
        string names = string.Join(", ", descriptions.Select(static field => field.Name));

        // Reached when a command's mandatory parameters are missing.
        RequireTerminal($"a value for: {names}");
        WriteHeader(caption, message);

        Dictionary<string, PSObject> answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in descriptions)
        {
            answers[field.Name] = AskFor(field);
        }

        return answers;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ArgumentNullException.ThrowIfNull(choices);
        RequireTerminal($"an answer to: {(string.IsNullOrEmpty(message) ? caption : message)}", "use -Confirm:$false to answer yes in advance");
        WriteHeader(caption, message);

        List<Choice> labels = choices.Select(static choice => Choice.From(choice.Label)).ToList();
        string question = string.Join("  ", labels.Select(static label => $"[{label.Key}] {label.Text}"))
            + "  [?] Help"
            + (defaultChoice >= 0 ? $" (default is \"{labels[defaultChoice].Key}\"): " : ": ");
        while (true)
        {
            string answer = Ask(question).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (answer == "?")
            {
                for (int i = 0; i < choices.Count; i++)
                {
                    WriteLine($"{labels[i].Key} - {choices[i].HelpMessage}");
                }

                continue;
            }

            int chosen = labels.FindIndex(label => label.Is(answer));
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        RequireTerminal("a user name and a password");
        WriteHeader(caption, message);
        string user = string.IsNullOrEmpty(userName) ? Ask("User: ") : userName;
        Write($"Password for user {user}: ");
        return new(user, ReadLineAsSecureString());
    }

    private PSObject AskFor(FieldDescription field)
    {
        if (field.ParameterTypeName == nameof(SecureString))
        {
            Write($"{field.Name}: ");
            return PSObject.AsPSObject(ReadLineAsSecureString());
        }

        if (!LanguagePrimitives.TryConvertTo<Type>(field.ParameterTypeFullName, CultureInfo.InvariantCulture, out Type? type) || !type.IsArray)
        {
            // The binder converts the text to the parameter's type.
            return PSObject.AsPSObject(Ask($"{field.Name}: "));
        }

        List<string> values = new List<string>();
        while (Ask(string.Create(CultureInfo.InvariantCulture, $"{field.Name}[{values.Count}]: ")) is { Length: > 0 } value)
        {
            values.Add(value);
        }

        return PSObject.AsPSObject(values.ToArray());
    }

    private void WriteHeader(string caption, string message)
    {
        WriteLine(string.Empty);
        foreach (string? line in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(line))
            {
                WriteLine(line);
            }
        }
    }

    private string Ask(string question)
    {
        Write(question);
        try
        {
            return _lines.ReadLine(_interrupts.Stopping) ?? throw new HostException("The input ended before the question was answered.");
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C at the question.
            WriteLine(string.Empty);
            throw new PipelineStoppedException();
        }
    }

    private void RequireTerminal(string what, string? remedy = null)
    {
        if (_nonInteractive || !Terminal.HasInput)
        {
            string reason = _nonInteractive ? "the shell was started with -NonInteractive" : "standard input is not a terminal";
            throw new HostException($"Cannot ask for {what.ReplaceLineEndings(" ")} ({reason}{(remedy is null ? string.Empty : $"; {remedy}")}).");
        }
    }

    /// <summary>A choice's label: "Yes to &amp;All" is "Yes to All", picked with A.</summary>
    private readonly record struct Choice(string Key, string Text)
    {
        public static Choice From(string label)
        {
            int mark = label.IndexOf('&', StringComparison.Ordinal);
            string text = label.Replace("&", string.Empty, StringComparison.Ordinal);
            return mark >= 0 && mark < text.Length ? new(char.ToUpperInvariant(text[mark]).ToString(), text) : new(text, text);
        }

        public bool Is(string answer) =>
            answer.Equals(Key, StringComparison.OrdinalIgnoreCase) || answer.Equals(Text, StringComparison.OrdinalIgnoreCase);
    }
}
