namespace UdpLab.Help.Cmdlets;

/// <summary>What the compiled cmdlet itself says about its use.</summary>
/// <param name="Name">Such as Measure-Sink.</param>
/// <param name="Parameters">Its parameters, in the order in which they are declared; WhatIf and Confirm last.</param>
/// <param name="Forms">Its parameter sets, the default first.</param>
/// <param name="OutputTypes">Full names.</param>
internal sealed record CmdletFacts(string Name, IReadOnlyList<ParameterFacts> Parameters, IReadOnlyList<FormFacts> Forms, IReadOnlyList<string> OutputTypes);

/// <summary>A parameter set: its parameters, in the order in which syntax shows them.</summary>
internal sealed record FormFacts(IReadOnlyList<FormParameter> Parameters);

/// <summary>A parameter in a form.</summary>
internal sealed record FormParameter(ParameterFacts Parameter, ParameterUse Use);

/// <summary>A parameter.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="Type">Name of its type as help shows it: Int32[].</param>
/// <param name="IsNumber">Whether its values are numbers, which have a unit.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Wildcards">Whether its values may be patterns.</param>
/// <param name="Range">The numbers it accepts, as in "1 to 1024"; null if any.</param>
/// <param name="Values">The names it accepts; none if it is no choice.</param>
/// <param name="Uses">Its part in each parameter set that names it.</param>
internal sealed record ParameterFacts(
    string Name, string Type, bool IsNumber, IReadOnlyList<string> Aliases, bool Wildcards, string? Range, IReadOnlyList<string> Values, IReadOnlyList<ParameterUse> Uses)
{
    public bool IsSwitch => Type == "SwitchParameter";

    public bool IsList => Type.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>Whether any form needs it.</summary>
    public bool Mandatory => Uses.Any(u => u.Mandatory);

    /// <summary>Its position as help shows it.</summary>
    public string Position => Uses[0].PositionText;

    /// <summary>How it takes values from the pipeline, over all forms.</summary>
    public string Pipeline => ParameterUse.PipelineText(Uses.Any(u => u.ByValue), Uses.Any(u => u.ByPropertyName));
}

/// <summary>What a parameter is in a parameter set.</summary>
internal sealed record ParameterUse(string Form, bool Mandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>PowerShell's name of the set that stands for all.</summary>
    public const string All = "__AllParameterSets";

    public string PositionText => Position is { } position ? FormattableString.Invariant($"{position}") : "named";

    public string Pipeline => PipelineText(ByValue, ByPropertyName);

    /// <summary>As PowerShell's own help writes it.</summary>
    public static string PipelineText(bool byValue, bool byPropertyName) => (byValue, byPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
