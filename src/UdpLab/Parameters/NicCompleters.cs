using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes a table of offloads with a first name, switched off.</summary>
public sealed class FeatureCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OfTable(NicNames.ShortFeatures, wordToComplete, "$false");
}

/// <summary>Completes a table of coalescing parameters with a first name.</summary>
public sealed class CoalescingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.OfTable(NicNames.Coalescing.Select(NicNames.Property), wordToComplete, "");
}

/// <summary>Completes the fields of UDP packets that can be hashed.</summary>
public sealed class HashFieldCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(["sdfn", "sd", "none", .. NicQueuePlan.FieldNames], wordToComplete);
}

/// <summary>Completes the keywords for CPUs; lists are typed.</summary>
public sealed class CpuAssignmentCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(parameterName == "IrqAffinity" ? ["Spread"] : ["None", "Spread"], wordToComplete);
}
